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

            migrationBuilder.AddColumn<string>(
                name: "authorized_by",
                table: "transactions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "duration_seconds",
                table: "transactions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "normalized_id_tag",
                table: "transactions",
                type: "TEXT",
                nullable: true,
                collation: "NOCASE");

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

            migrationBuilder.AddColumn<long>(
                name: "synced_at",
                table: "local_lists",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "synced_hash",
                table: "local_lists",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "synced_version",
                table: "local_lists",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "revision",
                table: "id_tags",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "rules",
                table: "id_tags",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_unknown",
                table: "configuration_keys",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "read_at",
                table: "configuration_keys",
                type: "INTEGER",
                nullable: true);

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
                name: "configuration_read_firmware",
                table: "charge_points",
                type: "TEXT",
                nullable: true);

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
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    prefix = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    role = table.Column<string>(type: "TEXT", nullable: false),
                    scopes = table.Column<string>(type: "TEXT", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_keys", x => x.id);
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
                name: "campaigns",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    is_batch = table.Column<bool>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    payload = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    state_reason = table.Column<string>(type: "TEXT", nullable: true),
                    caller_kind = table.Column<string>(type: "TEXT", nullable: false),
                    caller_name = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    concurrency = table.Column<int>(type: "INTEGER", nullable: false),
                    wave = table.Column<int>(type: "INTEGER", nullable: false),
                    wave_count = table.Column<int>(type: "INTEGER", nullable: false),
                    wave_pause_seconds = table.Column<int>(type: "INTEGER", nullable: false),
                    next_wave_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failure_percent = table.Column<int>(type: "INTEGER", nullable: true),
                    failure_count = table.Column<int>(type: "INTEGER", nullable: true),
                    accepted_failures = table.Column<int>(type: "INTEGER", nullable: false),
                    target_timeout_seconds = table.Column<int>(type: "INTEGER", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaigns", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "charge_point_policies",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    policy = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                name: "configuration_applications",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    template_id = table.Column<int>(type: "INTEGER", nullable: true),
                    trigger = table.Column<string>(type: "TEXT", nullable: false),
                    reboot = table.Column<string>(type: "TEXT", nullable: false),
                    caller_kind = table.Column<string>(type: "TEXT", nullable: false),
                    caller_name = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    queue_until = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_configuration_applications", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "configuration_templates",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    vendor = table.Column<string>(type: "TEXT", nullable: true),
                    model = table.Column<string>(type: "TEXT", nullable: true),
                    tag = table.Column<string>(type: "TEXT", nullable: true),
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    auto_apply = table.Column<bool>(type: "INTEGER", nullable: false),
                    keys = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_configuration_templates", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    xml = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_protection_keys", x => x.id);
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
                    revision = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0)
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
                name: "id_tag_groups",
                columns: table => new
                {
                    parent_id_tag = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    expiry_date = table.Column<long>(type: "INTEGER", nullable: true),
                    max_active_transactions = table.Column<int>(type: "INTEGER", nullable: true),
                    rules = table.Column<string>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    revision = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_id_tag_groups", x => x.parent_id_tag);
                });

            migrationBuilder.CreateTable(
                name: "idempotent_requests",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    body_hash = table.Column<string>(type: "TEXT", nullable: false),
                    began_at = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: true),
                    content_type = table.Column<string>(type: "TEXT", nullable: true),
                    location = table.Column<string>(type: "TEXT", nullable: true),
                    etag = table.Column<string>(type: "TEXT", nullable: true),
                    body = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotent_requests", x => x.id);
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

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    key = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    role = table.Column<string>(type: "TEXT", nullable: false),
                    enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    password_changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_login_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revision = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    revision = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0),
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
                name: "campaign_targets",
                columns: table => new
                {
                    campaign_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: true),
                    charge_point_id = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    wave = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    command_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true)
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
                name: "configuration_targets",
                columns: table => new
                {
                    application_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    results = table.Column<string>(type: "TEXT", nullable: false),
                    drift = table.Column<string>(type: "TEXT", nullable: true),
                    reboot = table.Column<string>(type: "TEXT", nullable: true),
                    reset_at = table.Column<long>(type: "INTEGER", nullable: true),
                    wait_until = table.Column<long>(type: "INTEGER", nullable: true),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_configuration_targets", x => new { x.application_id, x.charge_point_key });
                    table.ForeignKey(
                        name: "FK_configuration_targets_configuration_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "configuration_applications",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "login_sessions",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    user_key = table.Column<int>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                name: "ix_transactions_charge_point_key_transaction_id",
                table: "transactions",
                columns: new[] { "charge_point_key", "transaction_id" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_id_tag_transaction_id",
                table: "transactions",
                columns: new[] { "id_tag", "transaction_id" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_open_by_normalized_id_tag",
                table: "transactions",
                column: "normalized_id_tag",
                filter: "stop_received_at IS NULL AND normalized_id_tag IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_id_tags_parent_id_tag",
                table: "id_tags",
                column: "parent_id_tag",
                filter: "parent_id_tag IS NOT NULL");

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
                name: "ix_idempotent_requests_began_at",
                table: "idempotent_requests",
                column: "began_at");

            migrationBuilder.CreateIndex(
                name: "ix_original_transactions_start_timestamp_charge_point_key",
                table: "original_transactions",
                columns: new[] { "start_timestamp", "charge_point_key" });

            migrationBuilder.CreateIndex(
                name: "ix_transaction_corrections_transaction_id",
                table: "transaction_corrections",
                column: "transaction_id");

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
                name: "charge_point_policies");

            migrationBuilder.DropTable(
                name: "charge_point_tags");

            migrationBuilder.DropTable(
                name: "configuration_targets");

            migrationBuilder.DropTable(
                name: "configuration_templates");

            migrationBuilder.DropTable(
                name: "data_protection_keys");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "file_links");

            migrationBuilder.DropTable(
                name: "files");

            migrationBuilder.DropTable(
                name: "id_tag_groups");

            migrationBuilder.DropTable(
                name: "idempotent_requests");

            migrationBuilder.DropTable(
                name: "login_sessions");

            migrationBuilder.DropTable(
                name: "meter_value_hours");

            migrationBuilder.DropTable(
                name: "meter_value_roll_up_states");

            migrationBuilder.DropTable(
                name: "original_transactions");

            migrationBuilder.DropTable(
                name: "transaction_corrections");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "campaigns");

            migrationBuilder.DropTable(
                name: "configuration_applications");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "webhooks");

            migrationBuilder.DropIndex(
                name: "ix_transactions_charge_point_key_transaction_id",
                table: "transactions");

            migrationBuilder.DropIndex(
                name: "ix_transactions_id_tag_transaction_id",
                table: "transactions");

            migrationBuilder.DropIndex(
                name: "ix_transactions_open_by_normalized_id_tag",
                table: "transactions");

            migrationBuilder.DropIndex(
                name: "ix_id_tags_parent_id_tag",
                table: "id_tags");

            migrationBuilder.DropIndex(
                name: "ix_commands_batch_id_id",
                table: "commands");

            migrationBuilder.DropIndex(
                name: "ix_commands_status",
                table: "commands");

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
                name: "authorized_by",
                table: "transactions");

            migrationBuilder.DropColumn(
                name: "duration_seconds",
                table: "transactions");

            migrationBuilder.DropColumn(
                name: "normalized_id_tag",
                table: "transactions");

            migrationBuilder.DropColumn(
                name: "resolution",
                table: "transactions");

            migrationBuilder.DropColumn(
                name: "revision",
                table: "transactions");

            migrationBuilder.DropColumn(
                name: "synced_at",
                table: "local_lists");

            migrationBuilder.DropColumn(
                name: "synced_hash",
                table: "local_lists");

            migrationBuilder.DropColumn(
                name: "synced_version",
                table: "local_lists");

            migrationBuilder.DropColumn(
                name: "revision",
                table: "id_tags");

            migrationBuilder.DropColumn(
                name: "rules",
                table: "id_tags");

            migrationBuilder.DropColumn(
                name: "is_unknown",
                table: "configuration_keys");

            migrationBuilder.DropColumn(
                name: "read_at",
                table: "configuration_keys");

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
                name: "configuration_read_firmware",
                table: "charge_points");

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
