using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CentralSystem.Web.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class OperatorSide : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_commands_status",
                table: "commands");

            migrationBuilder.AddColumn<Guid>(
                name: "batch_id",
                table: "commands",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "caller_kind",
                table: "commands",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "caller_name",
                table: "commands",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "queue_until",
                table: "commands",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "timeout_seconds",
                table: "commands",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "description",
                table: "charge_points",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "latitude",
                table: "charge_points",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "location",
                table: "charge_points",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "longitude",
                table: "charge_points",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "name",
                table: "charge_points",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "notes",
                table: "charge_points",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "removed_at",
                table: "charge_points",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "revision",
                table: "charge_points",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

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
                name: "file_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    token_sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    file_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    command_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    requests = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_file_links", x => x.id);
                    table.ForeignKey(
                        name: "FK_file_links_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "files",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    size_bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    content_type = table.Column<string>(type: "TEXT", nullable: false),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: true),
                    command_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    signing_certificate = table.Column<string>(type: "TEXT", nullable: true),
                    signature = table.Column<string>(type: "TEXT", nullable: true),
                    revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_files", x => x.id);
                    table.ForeignKey(
                        name: "FK_files_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key");
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    url = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    event_types = table.Column<string>(type: "TEXT", nullable: false),
                    charge_point_ids = table.Column<string>(type: "TEXT", nullable: false),
                    charge_point_tags = table.Column<string>(type: "TEXT", nullable: false),
                    enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    secret = table.Column<string>(type: "TEXT", nullable: false),
                    previous_secret = table.Column<string>(type: "TEXT", nullable: true),
                    previous_secret_until = table.Column<long>(type: "INTEGER", nullable: true),
                    reached_event_id = table.Column<long>(type: "INTEGER", nullable: false),
                    last_success_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_failure_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_failure = table.Column<string>(type: "TEXT", nullable: true),
                    given_up = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhooks", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    webhook_id = table.Column<int>(type: "INTEGER", nullable: false),
                    event_id = table.Column<long>(type: "INTEGER", nullable: false),
                    charge_point_id = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    next_attempt_at = table.Column<long>(type: "INTEGER", nullable: false),
                    give_up_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_attempt_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_status_code = table.Column<int>(type: "INTEGER", nullable: true),
                    last_error = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_deliveries", x => new { x.webhook_id, x.event_id });
                    table.ForeignKey(
                        name: "FK_webhook_deliveries_webhooks_webhook_id",
                        column: x => x.webhook_id,
                        principalTable: "webhooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_commands_batch_id_id",
                table: "commands",
                columns: new[] { "batch_id", "id" },
                filter: "batch_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_commands_status",
                table: "commands",
                column: "status",
                filter: "status IN ('Queued', 'Pending', 'Sent')");

            migrationBuilder.CreateIndex(
                name: "ix_charge_point_tags_tag",
                table: "charge_point_tags",
                column: "tag");

            migrationBuilder.CreateIndex(
                name: "ix_events_at",
                table: "events",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_events_charge_point_id_id",
                table: "events",
                columns: new[] { "charge_point_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_file_links_token_sha256",
                table: "file_links",
                column: "token_sha256",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_files_charge_point_key_id",
                table: "files",
                columns: new[] { "charge_point_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_files_command_id",
                table: "files",
                column: "command_id");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_state_event_id",
                table: "webhook_deliveries",
                columns: new[] { "state", "event_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "charge_point_tags");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "file_links");

            migrationBuilder.DropTable(
                name: "files");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "webhooks");

            migrationBuilder.DropIndex(
                name: "ix_commands_batch_id_id",
                table: "commands");

            migrationBuilder.DropIndex(
                name: "ix_commands_status",
                table: "commands");

            migrationBuilder.DropColumn(
                name: "batch_id",
                table: "commands");

            migrationBuilder.DropColumn(
                name: "caller_kind",
                table: "commands");

            migrationBuilder.DropColumn(
                name: "caller_name",
                table: "commands");

            migrationBuilder.DropColumn(
                name: "queue_until",
                table: "commands");

            migrationBuilder.DropColumn(
                name: "timeout_seconds",
                table: "commands");

            migrationBuilder.DropColumn(
                name: "description",
                table: "charge_points");

            migrationBuilder.DropColumn(
                name: "latitude",
                table: "charge_points");

            migrationBuilder.DropColumn(
                name: "location",
                table: "charge_points");

            migrationBuilder.DropColumn(
                name: "longitude",
                table: "charge_points");

            migrationBuilder.DropColumn(
                name: "name",
                table: "charge_points");

            migrationBuilder.DropColumn(
                name: "notes",
                table: "charge_points");

            migrationBuilder.DropColumn(
                name: "removed_at",
                table: "charge_points");

            migrationBuilder.DropColumn(
                name: "revision",
                table: "charge_points");

            migrationBuilder.CreateIndex(
                name: "ix_commands_status",
                table: "commands",
                column: "status",
                filter: "status IN ('Pending', 'Sent')");
        }
    }
}
