using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace CentralSystem.Web.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:CollationDefinition:NOCASE", "und-u-ks-level2,und-u-ks-level2,icu,False");

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    prefix = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    role = table.Column<string>(type: "text", nullable: false),
                    scopes = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    expires_at = table.Column<long>(type: "bigint", nullable: true),
                    created_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    last_used_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    caller_kind = table.Column<string>(type: "text", nullable: false),
                    caller_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    address = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    detail = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "campaigns",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    is_batch = table.Column<bool>(type: "boolean", nullable: false),
                    name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    payload = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    state = table.Column<string>(type: "text", nullable: false),
                    state_reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    caller_kind = table.Column<string>(type: "text", nullable: false),
                    caller_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    ends_at = table.Column<long>(type: "bigint", nullable: true),
                    finished_at = table.Column<long>(type: "bigint", nullable: true),
                    concurrency = table.Column<int>(type: "integer", nullable: false),
                    wave = table.Column<int>(type: "integer", nullable: false),
                    wave_count = table.Column<int>(type: "integer", nullable: false),
                    wave_pause_seconds = table.Column<int>(type: "integer", nullable: false),
                    next_wave_at = table.Column<long>(type: "bigint", nullable: true),
                    failure_percent = table.Column<int>(type: "integer", nullable: true),
                    failure_count = table.Column<int>(type: "integer", nullable: true),
                    accepted_failures = table.Column<int>(type: "integer", nullable: false),
                    target_timeout_seconds = table.Column<int>(type: "integer", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaigns", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "charge_points",
                columns: table => new
                {
                    key = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    identity = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    registration = table.Column<string>(type: "text", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    validation_mode = table.Column<string>(type: "text", nullable: true),
                    name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    description = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    location = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    latitude = table.Column<double>(type: "double precision", nullable: true),
                    longitude = table.Column<double>(type: "double precision", nullable: true),
                    notes = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    revision = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    charge_point_vendor = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    charge_point_model = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    charge_point_serial_number = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    charge_box_serial_number = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    firmware_version = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    configuration_read_firmware = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    iccid = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    imsi = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    meter_type = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    meter_serial_number = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    accepted_at = table.Column<long>(type: "bigint", nullable: true),
                    booted_at = table.Column<long>(type: "bigint", nullable: true),
                    last_seen_at = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    removed_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_charge_points", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "configuration_applications",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_id = table.Column<int>(type: "integer", nullable: true),
                    trigger = table.Column<string>(type: "text", nullable: false),
                    reboot = table.Column<string>(type: "text", nullable: false),
                    caller_kind = table.Column<string>(type: "text", nullable: false),
                    caller_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    queue_until = table.Column<long>(type: "bigint", nullable: false),
                    finished_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_configuration_applications", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "configuration_templates",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    vendor = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    model = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    tag = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    auto_apply = table.Column<bool>(type: "boolean", nullable: false),
                    keys = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    revision = table.Column<int>(type: "integer", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_configuration_templates", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "connection_attempts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    remote_address = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    charge_point_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    offered_subprotocols = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    reason = table.Column<string>(type: "text", nullable: false),
                    hint = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_connection_attempts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    xml = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    charge_point_id = table.Column<string>(type: "text", nullable: true, collation: "NOCASE"),
                    data = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "id_tag_groups",
                columns: table => new
                {
                    parent_id_tag = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false),
                    expiry_date = table.Column<long>(type: "bigint", nullable: true),
                    max_active_transactions = table.Column<int>(type: "integer", nullable: true),
                    rules = table.Column<string>(type: "text", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    revision = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_id_tag_groups", x => x.parent_id_tag);
                });

            migrationBuilder.CreateTable(
                name: "id_tags",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    parent_id_tag = table.Column<string>(type: "text", nullable: true, collation: "NOCASE"),
                    status = table.Column<string>(type: "text", nullable: false),
                    expiry_date = table.Column<long>(type: "bigint", nullable: true),
                    max_active_transactions = table.Column<int>(type: "integer", nullable: true),
                    rules = table.Column<string>(type: "text", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    revision = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_id_tags", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "idempotent_requests",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    body_hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    began_at = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: true),
                    content_type = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    location = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    etag = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    body = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotent_requests", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "meter_value_roll_up_states",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    rolled_up_to = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_meter_value_roll_up_states", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "meter_values",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    connector_id = table.Column<int>(type: "integer", nullable: false),
                    transaction_id = table.Column<int>(type: "integer", nullable: true),
                    timestamp = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_meter_values", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "original_transactions",
                columns: table => new
                {
                    transaction_id = table.Column<int>(type: "integer", nullable: false),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    connector_id = table.Column<int>(type: "integer", nullable: false),
                    id_tag = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    meter_start = table.Column<long>(type: "bigint", nullable: false),
                    start_timestamp = table.Column<long>(type: "bigint", nullable: false),
                    meter_stop = table.Column<long>(type: "bigint", nullable: true),
                    stop_timestamp = table.Column<long>(type: "bigint", nullable: true),
                    stop_reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    energy_wh = table.Column<long>(type: "bigint", nullable: true),
                    energy_source = table.Column<string>(type: "text", nullable: true),
                    duration_seconds = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_original_transactions", x => x.transaction_id);
                });

            migrationBuilder.CreateTable(
                name: "sample_kinds",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    measurand = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    context = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    phase = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    location = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    format = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sample_kinds", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "transaction_corrections",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    transaction_id = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    before = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    after = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    note = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_transaction_corrections", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "unknown_id_tags",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    first_seen_at = table.Column<long>(type: "bigint", nullable: false),
                    last_seen_at = table.Column<long>(type: "bigint", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    last_charge_point_id = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_unknown_id_tags", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    key = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    role = table.Column<string>(type: "text", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    password_changed_at = table.Column<long>(type: "bigint", nullable: false),
                    last_login_at = table.Column<long>(type: "bigint", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    revision = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    url = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    description = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    event_types = table.Column<string>(type: "text", nullable: false),
                    charge_point_ids = table.Column<string>(type: "text", nullable: false),
                    charge_point_tags = table.Column<string>(type: "text", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    secret = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    previous_secret = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    previous_secret_until = table.Column<long>(type: "bigint", nullable: true),
                    reached_event_id = table.Column<long>(type: "bigint", nullable: false),
                    last_success_at = table.Column<long>(type: "bigint", nullable: true),
                    last_failure_at = table.Column<long>(type: "bigint", nullable: true),
                    last_failure = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    given_up = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhooks", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "campaign_targets",
                columns: table => new
                {
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    charge_point_key = table.Column<int>(type: "integer", nullable: true),
                    charge_point_id = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    wave = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    command_id = table.Column<Guid>(type: "uuid", nullable: true),
                    detail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    started_at = table.Column<long>(type: "bigint", nullable: true),
                    finished_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_targets", x => new { x.campaign_id, x.position });
                    table.ForeignKey(
                        name: "FK_campaign_targets_campaigns_campaign_id",
                        column: x => x.campaign_id,
                        principalTable: "campaigns",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "anomalies",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    transaction_id = table.Column<int>(type: "integer", nullable: true),
                    detected_at = table.Column<long>(type: "bigint", nullable: false),
                    acknowledged_at = table.Column<long>(type: "bigint", nullable: true),
                    acknowledged_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    note = table.Column<string>(type: "text", nullable: true, collation: "C")
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
                name: "certificate_signing_requests",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    csr = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    received_at = table.Column<long>(type: "bigint", nullable: false)
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
                name: "charge_point_policies",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    policy = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_charge_point_policies", x => x.charge_point_key);
                    table.ForeignKey(
                        name: "FK_charge_point_policies_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "charge_point_tags",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    tag = table.Column<string>(type: "text", nullable: false, collation: "NOCASE")
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
                name: "charging_profiles",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    charging_profile_id = table.Column<int>(type: "integer", nullable: false),
                    connector_id = table.Column<int>(type: "integer", nullable: false),
                    stack_level = table.Column<int>(type: "integer", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    transaction_id = table.Column<int>(type: "integer", nullable: true),
                    profile = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    installed_at = table.Column<long>(type: "bigint", nullable: false)
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
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    caller_kind = table.Column<string>(type: "text", nullable: false),
                    caller_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: true),
                    queue_until = table.Column<long>(type: "bigint", nullable: true),
                    timeout_seconds = table.Column<int>(type: "integer", nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    sent_at = table.Column<long>(type: "bigint", nullable: true),
                    finished_at = table.Column<long>(type: "bigint", nullable: true),
                    response = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error_description = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error_details = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    answered_late = table.Column<bool>(type: "boolean", nullable: false)
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
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    value = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    @readonly = table.Column<bool>(name: "readonly", type: "boolean", nullable: true),
                    reboot_required = table.Column<bool>(type: "boolean", nullable: false),
                    is_unknown = table.Column<bool>(type: "boolean", nullable: false),
                    read_at = table.Column<long>(type: "bigint", nullable: true),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
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
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    connector_id = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    info = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    vendor_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    vendor_error_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    status_timestamp = table.Column<long>(type: "bigint", nullable: true),
                    requested_availability = table.Column<string>(type: "text", nullable: true, collation: "C")
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
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    vendor_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    message_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    data = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    received_at = table.Column<long>(type: "bigint", nullable: false)
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
                name: "file_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_sha256 = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    file_id = table.Column<Guid>(type: "uuid", nullable: true),
                    command_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    requests = table.Column<int>(type: "integer", nullable: false)
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
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    size_bytes = table.Column<long>(type: "bigint", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    content_type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    charge_point_key = table.Column<int>(type: "integer", nullable: true),
                    command_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    expires_at = table.Column<long>(type: "bigint", nullable: true),
                    signing_certificate = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    signature = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    revision = table.Column<int>(type: "integer", nullable: false, defaultValue: 0)
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
                name: "installed_certificates",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    certificate_type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hash_algorithm = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    issuer_name_hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    issuer_key_hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    serial_number = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
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
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    list_version = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    synced_hash = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    synced_version = table.Column<int>(type: "integer", nullable: true),
                    synced_at = table.Column<long>(type: "bigint", nullable: true)
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
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    field = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    last_text = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    last_at = table.Column<long>(type: "bigint", nullable: false)
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
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    reservation_id = table.Column<int>(type: "integer", nullable: false),
                    connector_id = table.Column<int>(type: "integer", nullable: false),
                    id_tag = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    parent_id_tag = table.Column<string>(type: "text", nullable: true, collation: "NOCASE"),
                    expiry_date = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    transaction_id = table.Column<int>(type: "integer", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
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
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    timestamp = table.Column<long>(type: "bigint", nullable: false),
                    tech_info = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    received_at = table.Column<long>(type: "bigint", nullable: false)
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
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    request_id = table.Column<int>(type: "integer", nullable: true),
                    received_at = table.Column<long>(type: "bigint", nullable: false)
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
                    transaction_id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    connector_id = table.Column<int>(type: "integer", nullable: false),
                    id_tag = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    normalized_id_tag = table.Column<string>(type: "text", nullable: true, collation: "NOCASE"),
                    meter_start = table.Column<long>(type: "bigint", nullable: false),
                    start_timestamp = table.Column<long>(type: "bigint", nullable: false),
                    start_received_at = table.Column<long>(type: "bigint", nullable: false),
                    authorization_status = table.Column<string>(type: "text", nullable: false),
                    authorized_by = table.Column<string>(type: "text", nullable: true),
                    reservation_id = table.Column<int>(type: "integer", nullable: true),
                    meter_stop = table.Column<long>(type: "bigint", nullable: true),
                    stop_timestamp = table.Column<long>(type: "bigint", nullable: true),
                    stop_received_at = table.Column<long>(type: "bigint", nullable: true),
                    stop_reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    stop_id_tag = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    energy_wh = table.Column<long>(type: "bigint", nullable: true),
                    energy_source = table.Column<string>(type: "text", nullable: true),
                    duration_seconds = table.Column<long>(type: "bigint", nullable: true),
                    resolution = table.Column<string>(type: "text", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    flags = table.Column<int>(type: "integer", nullable: false)
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
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    transaction_id = table.Column<long>(type: "bigint", nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    reason = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    settled_at = table.Column<long>(type: "bigint", nullable: true),
                    settled_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    assigned_transaction_id = table.Column<int>(type: "integer", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true, collation: "C")
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

            migrationBuilder.CreateTable(
                name: "configuration_targets",
                columns: table => new
                {
                    application_id = table.Column<Guid>(type: "uuid", nullable: false),
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    results = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    drift = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    reboot = table.Column<string>(type: "text", nullable: true),
                    reset_at = table.Column<long>(type: "bigint", nullable: true),
                    wait_until = table.Column<long>(type: "bigint", nullable: true),
                    detail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    started_at = table.Column<long>(type: "bigint", nullable: true),
                    finished_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_configuration_targets", x => new { x.application_id, x.charge_point_key });
                    table.ForeignKey(
                        name: "FK_configuration_targets_configuration_applications_applicatio~",
                        column: x => x.application_id,
                        principalTable: "configuration_applications",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "meter_value_hours",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "integer", nullable: false),
                    connector_id = table.Column<int>(type: "integer", nullable: false),
                    hour = table.Column<long>(type: "bigint", nullable: false),
                    kind_id = table.Column<int>(type: "integer", nullable: false),
                    min = table.Column<double>(type: "double precision", nullable: false),
                    max = table.Column<double>(type: "double precision", nullable: false),
                    average = table.Column<double>(type: "double precision", nullable: false),
                    last = table.Column<double>(type: "double precision", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false)
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
                name: "sampled_values",
                columns: table => new
                {
                    meter_value_id = table.Column<long>(type: "bigint", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    kind_id = table.Column<int>(type: "integer", nullable: false),
                    value = table.Column<double>(type: "double precision", nullable: true),
                    text = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sampled_values", x => new { x.meter_value_id, x.ordinal });
                    table.ForeignKey(
                        name: "FK_sampled_values_meter_values_meter_value_id",
                        column: x => x.meter_value_id,
                        principalTable: "meter_values",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_sampled_values_sample_kinds_kind_id",
                        column: x => x.kind_id,
                        principalTable: "sample_kinds",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "login_sessions",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_key = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_login_sessions", x => x.id);
                    table.ForeignKey(
                        name: "FK_login_sessions_users_user_key",
                        column: x => x.user_key,
                        principalTable: "users",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    webhook_id = table.Column<int>(type: "integer", nullable: false),
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    charge_point_id = table.Column<string>(type: "text", nullable: false, collation: "NOCASE"),
                    state = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<long>(type: "bigint", nullable: false),
                    give_up_at = table.Column<long>(type: "bigint", nullable: false),
                    last_attempt_at = table.Column<long>(type: "bigint", nullable: true),
                    last_status_code = table.Column<int>(type: "integer", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true, collation: "C")
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
                name: "ix_api_keys_name",
                table: "api_keys",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_at",
                table: "audit_entries",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_subject_id",
                table: "audit_entries",
                columns: new[] { "subject", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_campaign_targets_campaign_id_state",
                table: "campaign_targets",
                columns: new[] { "campaign_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_charge_point_tags_tag",
                table: "charge_point_tags",
                column: "tag");

            migrationBuilder.CreateIndex(
                name: "ix_charge_points_identity",
                table: "charge_points",
                column: "identity",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_commands_batch_id_id",
                table: "commands",
                columns: new[] { "batch_id", "id" },
                filter: "batch_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_commands_charge_point_key_id",
                table: "commands",
                columns: new[] { "charge_point_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_commands_status",
                table: "commands",
                column: "status",
                filter: "status IN ('Queued', 'Pending', 'Sent')");

            migrationBuilder.CreateIndex(
                name: "ix_configuration_targets_charge_point_key",
                table: "configuration_targets",
                column: "charge_point_key");

            migrationBuilder.CreateIndex(
                name: "ix_configuration_targets_finished_at",
                table: "configuration_targets",
                column: "finished_at",
                filter: "finished_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_configuration_templates_name",
                table: "configuration_templates",
                column: "name",
                unique: true);

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
                name: "ix_id_tags_parent_id_tag",
                table: "id_tags",
                column: "parent_id_tag",
                filter: "parent_id_tag IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_idempotent_requests_began_at",
                table: "idempotent_requests",
                column: "began_at");

            migrationBuilder.CreateIndex(
                name: "ix_installed_certificates_charge_point_key_certificate_type_ha~",
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
                name: "ix_original_transactions_start_timestamp_charge_point_key",
                table: "original_transactions",
                columns: new[] { "start_timestamp", "charge_point_key" });

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
                name: "ix_transaction_corrections_transaction_id",
                table: "transaction_corrections",
                column: "transaction_id");

            migrationBuilder.CreateIndex(
                name: "ix_transactions_charge_point_key_transaction_id",
                table: "transactions",
                columns: new[] { "charge_point_key", "transaction_id" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_id_tag_transaction_id",
                table: "transactions",
                columns: new[] { "id_tag", "transaction_id" });

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
                name: "ix_transactions_open_by_normalized_id_tag",
                table: "transactions",
                column: "normalized_id_tag",
                filter: "stop_received_at IS NULL AND normalized_id_tag IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_transactions_start_timestamp_charge_point_key_connector_id_~",
                table: "transactions",
                columns: new[] { "start_timestamp", "charge_point_key", "connector_id", "id_tag", "meter_start" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_unmatched_messages_charge_point_key_action_payload",
                table: "unmatched_messages",
                columns: new[] { "charge_point_key", "action", "payload" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_users_name",
                table: "users",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_state_event_id",
                table: "webhook_deliveries",
                columns: new[] { "state", "event_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "anomalies");

            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "campaign_targets");

            migrationBuilder.DropTable(
                name: "certificate_signing_requests");

            migrationBuilder.DropTable(
                name: "charge_point_policies");

            migrationBuilder.DropTable(
                name: "charge_point_tags");

            migrationBuilder.DropTable(
                name: "charging_profiles");

            migrationBuilder.DropTable(
                name: "commands");

            migrationBuilder.DropTable(
                name: "configuration_keys");

            migrationBuilder.DropTable(
                name: "configuration_targets");

            migrationBuilder.DropTable(
                name: "configuration_templates");

            migrationBuilder.DropTable(
                name: "connection_attempts");

            migrationBuilder.DropTable(
                name: "connectors");

            migrationBuilder.DropTable(
                name: "data_protection_keys");

            migrationBuilder.DropTable(
                name: "data_transfers");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "file_links");

            migrationBuilder.DropTable(
                name: "files");

            migrationBuilder.DropTable(
                name: "id_tag_groups");

            migrationBuilder.DropTable(
                name: "id_tags");

            migrationBuilder.DropTable(
                name: "idempotent_requests");

            migrationBuilder.DropTable(
                name: "installed_certificates");

            migrationBuilder.DropTable(
                name: "local_lists");

            migrationBuilder.DropTable(
                name: "login_sessions");

            migrationBuilder.DropTable(
                name: "meter_value_hours");

            migrationBuilder.DropTable(
                name: "meter_value_roll_up_states");

            migrationBuilder.DropTable(
                name: "original_transactions");

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
                name: "transaction_corrections");

            migrationBuilder.DropTable(
                name: "transactions");

            migrationBuilder.DropTable(
                name: "unknown_id_tags");

            migrationBuilder.DropTable(
                name: "unmatched_messages");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "campaigns");

            migrationBuilder.DropTable(
                name: "configuration_applications");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "meter_values");

            migrationBuilder.DropTable(
                name: "sample_kinds");

            migrationBuilder.DropTable(
                name: "charge_points");

            migrationBuilder.DropTable(
                name: "webhooks");
        }
    }
}
