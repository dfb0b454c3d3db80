using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CentralSystem.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "charge_points",
                columns: table => new
                {
                    key = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    identity = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    registration = table.Column<string>(type: "TEXT", nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    validation_mode = table.Column<string>(type: "TEXT", nullable: true),
                    charge_point_vendor = table.Column<string>(type: "TEXT", nullable: true),
                    charge_point_model = table.Column<string>(type: "TEXT", nullable: true),
                    charge_point_serial_number = table.Column<string>(type: "TEXT", nullable: true),
                    charge_box_serial_number = table.Column<string>(type: "TEXT", nullable: true),
                    firmware_version = table.Column<string>(type: "TEXT", nullable: true),
                    iccid = table.Column<string>(type: "TEXT", nullable: true),
                    imsi = table.Column<string>(type: "TEXT", nullable: true),
                    meter_type = table.Column<string>(type: "TEXT", nullable: true),
                    meter_serial_number = table.Column<string>(type: "TEXT", nullable: true),
                    accepted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    booted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_seen_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_charge_points", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "connection_attempts",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    remote_address = table.Column<string>(type: "TEXT", nullable: false),
                    path = table.Column<string>(type: "TEXT", nullable: false),
                    charge_point_id = table.Column<string>(type: "TEXT", nullable: true),
                    offered_subprotocols = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    hint = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_connection_attempts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "id_tags",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    parent_id_tag = table.Column<string>(type: "TEXT", nullable: true, collation: "NOCASE"),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    expiry_date = table.Column<long>(type: "INTEGER", nullable: true),
                    max_active_transactions = table.Column<int>(type: "INTEGER", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_id_tags", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "meter_values",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    connector_id = table.Column<int>(type: "INTEGER", nullable: false),
                    transaction_id = table.Column<int>(type: "INTEGER", nullable: true),
                    timestamp = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_meter_values", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sample_kinds",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    measurand = table.Column<string>(type: "TEXT", nullable: false),
                    context = table.Column<string>(type: "TEXT", nullable: false),
                    phase = table.Column<string>(type: "TEXT", nullable: false),
                    location = table.Column<string>(type: "TEXT", nullable: false),
                    format = table.Column<string>(type: "TEXT", nullable: false),
                    unit = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sample_kinds", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "unknown_id_tags",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    first_seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    last_charge_point_id = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_unknown_id_tags", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "certificate_signing_requests",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    csr = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_certificate_signing_requests", x => x.id);
                    table.ForeignKey(
                        name: "FK_certificate_signing_requests_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "charging_profiles",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    charging_profile_id = table.Column<int>(type: "INTEGER", nullable: false),
                    connector_id = table.Column<int>(type: "INTEGER", nullable: false),
                    stack_level = table.Column<int>(type: "INTEGER", nullable: false),
                    purpose = table.Column<string>(type: "TEXT", nullable: false),
                    transaction_id = table.Column<int>(type: "INTEGER", nullable: true),
                    profile = table.Column<string>(type: "TEXT", nullable: false),
                    installed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_charging_profiles", x => new { x.charge_point_key, x.charging_profile_id });
                    table.ForeignKey(
                        name: "FK_charging_profiles_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "commands",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    payload = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    sent_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    response = table.Column<string>(type: "TEXT", nullable: true),
                    error_code = table.Column<string>(type: "TEXT", nullable: true),
                    error_description = table.Column<string>(type: "TEXT", nullable: true),
                    error_details = table.Column<string>(type: "TEXT", nullable: true),
                    answered_late = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_commands", x => x.id);
                    table.ForeignKey(
                        name: "FK_commands_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "configuration_keys",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    value = table.Column<string>(type: "TEXT", nullable: true),
                    @readonly = table.Column<bool>(name: "readonly", type: "INTEGER", nullable: true),
                    reboot_required = table.Column<bool>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_configuration_keys", x => new { x.charge_point_key, x.key });
                    table.ForeignKey(
                        name: "FK_configuration_keys_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "connectors",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    connector_id = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: true),
                    error_code = table.Column<string>(type: "TEXT", nullable: true),
                    info = table.Column<string>(type: "TEXT", nullable: true),
                    vendor_id = table.Column<string>(type: "TEXT", nullable: true),
                    vendor_error_code = table.Column<string>(type: "TEXT", nullable: true),
                    status_timestamp = table.Column<long>(type: "INTEGER", nullable: true),
                    requested_availability = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_connectors", x => new { x.charge_point_key, x.connector_id });
                    table.ForeignKey(
                        name: "FK_connectors_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "data_transfers",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    vendor_id = table.Column<string>(type: "TEXT", nullable: false),
                    message_id = table.Column<string>(type: "TEXT", nullable: true),
                    data = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_transfers", x => x.id);
                    table.ForeignKey(
                        name: "FK_data_transfers_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "installed_certificates",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    certificate_type = table.Column<string>(type: "TEXT", nullable: false),
                    hash_algorithm = table.Column<string>(type: "TEXT", nullable: false),
                    issuer_name_hash = table.Column<string>(type: "TEXT", nullable: false),
                    issuer_key_hash = table.Column<string>(type: "TEXT", nullable: false),
                    serial_number = table.Column<string>(type: "TEXT", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_installed_certificates", x => x.id);
                    table.ForeignKey(
                        name: "FK_installed_certificates_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "local_lists",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    list_version = table.Column<int>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_local_lists", x => x.charge_point_key);
                    table.ForeignKey(
                        name: "FK_local_lists_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "protocol_deviations",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    field = table.Column<string>(type: "TEXT", nullable: false),
                    count = table.Column<long>(type: "INTEGER", nullable: false),
                    last_text = table.Column<string>(type: "TEXT", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_protocol_deviations", x => new { x.charge_point_key, x.kind, x.action, x.field });
                    table.ForeignKey(
                        name: "FK_protocol_deviations_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "reservations",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    reservation_id = table.Column<int>(type: "INTEGER", nullable: false),
                    connector_id = table.Column<int>(type: "INTEGER", nullable: false),
                    id_tag = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    parent_id_tag = table.Column<string>(type: "TEXT", nullable: true, collation: "NOCASE"),
                    expiry_date = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    transaction_id = table.Column<int>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reservations", x => new { x.charge_point_key, x.reservation_id });
                    table.ForeignKey(
                        name: "FK_reservations_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "security_events",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    timestamp = table.Column<long>(type: "INTEGER", nullable: false),
                    tech_info = table.Column<string>(type: "TEXT", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_security_events", x => x.id);
                    table.ForeignKey(
                        name: "FK_security_events_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "status_reports",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    request_id = table.Column<int>(type: "INTEGER", nullable: true),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_status_reports", x => x.id);
                    table.ForeignKey(
                        name: "FK_status_reports_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "transactions",
                columns: table => new
                {
                    transaction_id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    connector_id = table.Column<int>(type: "INTEGER", nullable: false),
                    id_tag = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    meter_start = table.Column<long>(type: "INTEGER", nullable: false),
                    start_timestamp = table.Column<long>(type: "INTEGER", nullable: false),
                    start_received_at = table.Column<long>(type: "INTEGER", nullable: false),
                    authorization_status = table.Column<string>(type: "TEXT", nullable: false),
                    reservation_id = table.Column<int>(type: "INTEGER", nullable: true),
                    meter_stop = table.Column<long>(type: "INTEGER", nullable: true),
                    stop_timestamp = table.Column<long>(type: "INTEGER", nullable: true),
                    stop_received_at = table.Column<long>(type: "INTEGER", nullable: true),
                    stop_reason = table.Column<string>(type: "TEXT", nullable: true),
                    stop_id_tag = table.Column<string>(type: "TEXT", nullable: true),
                    energy_wh = table.Column<long>(type: "INTEGER", nullable: true),
                    energy_source = table.Column<string>(type: "TEXT", nullable: true),
                    flags = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_transactions", x => x.transaction_id);
                    table.ForeignKey(
                        name: "FK_transactions_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "unmatched_messages",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    transaction_id = table.Column<long>(type: "INTEGER", nullable: false),
                    payload = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_unmatched_messages", x => x.id);
                    table.ForeignKey(
                        name: "FK_unmatched_messages_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            // Clustered by its key: no second tree for the primary key, and the samples of one meter value lie side by side.
            // The write path vouches for both references, which would cost a look-up per sample.
            migrationBuilder.Sql(
                """
                CREATE TABLE sampled_values (
                    meter_value_id INTEGER NOT NULL,
                    ordinal INTEGER NOT NULL,
                    kind_id INTEGER NOT NULL,
                    value REAL NULL,
                    text TEXT NULL,
                    PRIMARY KEY (meter_value_id, ordinal)
                ) WITHOUT ROWID;
                """);

            migrationBuilder.CreateIndex(
                name: "ix_charge_points_identity",
                table: "charge_points",
                column: "identity",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_commands_charge_point_key_id",
                table: "commands",
                columns: new[] { "charge_point_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_commands_status",
                table: "commands",
                column: "status",
                filter: "status IN ('Pending', 'Sent')");

            migrationBuilder.CreateIndex(
                name: "ix_installed_certificates_charge_point_key_certificate_type_hash_algorithm_issuer_name_hash_issuer_key_hash_serial_number",
                table: "installed_certificates",
                columns: new[] { "charge_point_key", "certificate_type", "hash_algorithm", "issuer_name_hash", "issuer_key_hash", "serial_number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_meter_values_timestamp_charge_point_key_connector_id",
                table: "meter_values",
                columns: new[] { "timestamp", "charge_point_key", "connector_id" });

            migrationBuilder.CreateIndex(
                name: "ix_meter_values_transaction_id",
                table: "meter_values",
                column: "transaction_id",
                filter: "transaction_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_sample_kinds_measurand_context_phase_location_format_unit",
                table: "sample_kinds",
                columns: new[] { "measurand", "context", "phase", "location", "format", "unit" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_security_events_charge_point_key_id",
                table: "security_events",
                columns: new[] { "charge_point_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_security_events_timestamp_charge_point_key_type_tech_info",
                table: "security_events",
                columns: new[] { "timestamp", "charge_point_key", "type", "tech_info" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_status_reports_charge_point_key_id",
                table: "status_reports",
                columns: new[] { "charge_point_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_open",
                table: "transactions",
                column: "transaction_id",
                filter: "stop_received_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_transactions_open_by_connector",
                table: "transactions",
                columns: new[] { "charge_point_key", "connector_id" },
                filter: "stop_received_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_transactions_open_by_id_tag",
                table: "transactions",
                column: "id_tag",
                filter: "stop_received_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_transactions_start_timestamp_charge_point_key_connector_id_id_tag_meter_start",
                table: "transactions",
                columns: new[] { "start_timestamp", "charge_point_key", "connector_id", "id_tag", "meter_start" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_unmatched_messages_charge_point_key_action_payload",
                table: "unmatched_messages",
                columns: new[] { "charge_point_key", "action", "payload" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "certificate_signing_requests");

            migrationBuilder.DropTable(
                name: "charging_profiles");

            migrationBuilder.DropTable(
                name: "commands");

            migrationBuilder.DropTable(
                name: "configuration_keys");

            migrationBuilder.DropTable(
                name: "connection_attempts");

            migrationBuilder.DropTable(
                name: "connectors");

            migrationBuilder.DropTable(
                name: "data_transfers");

            migrationBuilder.DropTable(
                name: "id_tags");

            migrationBuilder.DropTable(
                name: "installed_certificates");

            migrationBuilder.DropTable(
                name: "local_lists");

            migrationBuilder.DropTable(
                name: "protocol_deviations");

            migrationBuilder.DropTable(
                name: "reservations");

            migrationBuilder.DropTable(
                name: "sampled_values");

            migrationBuilder.DropTable(
                name: "security_events");

            migrationBuilder.DropTable(
                name: "status_reports");

            migrationBuilder.DropTable(
                name: "transactions");

            migrationBuilder.DropTable(
                name: "unknown_id_tags");

            migrationBuilder.DropTable(
                name: "unmatched_messages");

            migrationBuilder.DropTable(
                name: "meter_values");

            migrationBuilder.DropTable(
                name: "sample_kinds");

            migrationBuilder.DropTable(
                name: "charge_points");
        }
    }
}
