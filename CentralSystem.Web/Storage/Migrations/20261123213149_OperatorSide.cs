using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CentralSystem.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class OperatorSide : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "assigned_transaction_id",
                table: "unmatched_messages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "note",
                table: "unmatched_messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "settled_at",
                table: "unmatched_messages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "settled_by",
                table: "unmatched_messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "duration_seconds",
                table: "transactions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "resolution",
                table: "transactions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "revision",
                table: "transactions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "anomalies",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    transaction_id = table.Column<int>(type: "INTEGER", nullable: true),
                    detected_at = table.Column<long>(type: "INTEGER", nullable: false),
                    acknowledged_at = table.Column<long>(type: "INTEGER", nullable: true),
                    acknowledged_by = table.Column<string>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_anomalies", x => x.id);
                    table.ForeignKey(
                        name: "FK_anomalies_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    caller_kind = table.Column<string>(type: "TEXT", nullable: false),
                    caller_name = table.Column<string>(type: "TEXT", nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: true),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "charge_point_tags",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    tag = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_charge_point_tags", x => new { x.charge_point_key, x.tag });
                    table.ForeignKey(
                        name: "FK_charge_point_tags_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    charge_point_id = table.Column<string>(type: "TEXT", nullable: true, collation: "NOCASE"),
                    data = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "meter_value_hours",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    connector_id = table.Column<int>(type: "INTEGER", nullable: false),
                    hour = table.Column<long>(type: "INTEGER", nullable: false),
                    kind_id = table.Column<int>(type: "INTEGER", nullable: false),
                    min = table.Column<double>(type: "REAL", nullable: false),
                    max = table.Column<double>(type: "REAL", nullable: false),
                    average = table.Column<double>(type: "REAL", nullable: false),
                    last = table.Column<double>(type: "REAL", nullable: false),
                    count = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_meter_value_hours", x => new { x.charge_point_key, x.hour, x.connector_id, x.kind_id });
                    table.ForeignKey(
                        name: "FK_meter_value_hours_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_meter_value_hours_sample_kinds_kind_id",
                        column: x => x.kind_id,
                        principalTable: "sample_kinds",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "meter_value_roll_up_states",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    rolled_up_to = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_meter_value_roll_up_states", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "original_transactions",
                columns: table => new
                {
                    transaction_id = table.Column<int>(type: "INTEGER", nullable: false),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    connector_id = table.Column<int>(type: "INTEGER", nullable: false),
                    id_tag = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    meter_start = table.Column<long>(type: "INTEGER", nullable: false),
                    start_timestamp = table.Column<long>(type: "INTEGER", nullable: false),
                    meter_stop = table.Column<long>(type: "INTEGER", nullable: true),
                    stop_timestamp = table.Column<long>(type: "INTEGER", nullable: true),
                    stop_reason = table.Column<string>(type: "TEXT", nullable: true),
                    energy_wh = table.Column<long>(type: "INTEGER", nullable: true),
                    energy_source = table.Column<string>(type: "TEXT", nullable: true),
                    duration_seconds = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_original_transactions", x => x.transaction_id);
                });

            migrationBuilder.CreateTable(
                name: "transaction_corrections",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    transaction_id = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    by = table.Column<string>(type: "TEXT", nullable: false),
                    before = table.Column<string>(type: "TEXT", nullable: false),
                    after = table.Column<string>(type: "TEXT", nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_transaction_corrections", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_charge_point_key_transaction_id",
                table: "transactions",
                columns: new[] { "charge_point_key", "transaction_id" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_energy_wh_transaction_id",
                table: "transactions",
                columns: new[] { "energy_wh", "transaction_id" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_id_tag_transaction_id",
                table: "transactions",
                columns: new[] { "id_tag", "transaction_id" });

            migrationBuilder.CreateIndex(
                name: "ix_anomalies_inbox",
                table: "anomalies",
                column: "id",
                filter: "acknowledged_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_anomalies_subject_kind",
                table: "anomalies",
                columns: new[] { "subject", "kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_charge_point_tags_tag",
                table: "charge_point_tags",
                column: "tag");

            migrationBuilder.CreateIndex(
                name: "ix_original_transactions_start_timestamp_charge_point_key",
                table: "original_transactions",
                columns: new[] { "start_timestamp", "charge_point_key" });

            migrationBuilder.CreateIndex(
                name: "ix_transaction_corrections_transaction_id",
                table: "transaction_corrections",
                column: "transaction_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "anomalies");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "charge_point_tags");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "meter_value_hours");

            migrationBuilder.DropTable(
                name: "meter_value_roll_up_states");

            migrationBuilder.DropTable(
                name: "original_transactions");

            migrationBuilder.DropTable(
                name: "transaction_corrections");

            migrationBuilder.DropIndex(
                name: "ix_transactions_charge_point_key_transaction_id",
                table: "transactions");

            migrationBuilder.DropIndex(
                name: "ix_transactions_energy_wh_transaction_id",
                table: "transactions");

            migrationBuilder.DropIndex(
                name: "ix_transactions_id_tag_transaction_id",
                table: "transactions");

            migrationBuilder.DropColumn(
                name: "assigned_transaction_id",
                table: "unmatched_messages");

            migrationBuilder.DropColumn(
                name: "note",
                table: "unmatched_messages");

            migrationBuilder.DropColumn(
                name: "settled_at",
                table: "unmatched_messages");

            migrationBuilder.DropColumn(
                name: "settled_by",
                table: "unmatched_messages");

            migrationBuilder.DropColumn(
                name: "duration_seconds",
                table: "transactions");

            migrationBuilder.DropColumn(
                name: "resolution",
                table: "transactions");

            migrationBuilder.DropColumn(
                name: "revision",
                table: "transactions");
        }
    }
}
