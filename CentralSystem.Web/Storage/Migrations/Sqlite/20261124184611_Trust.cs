using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CentralSystem.Web.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Trust : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // With their references in the statement: adding these afterwards would rebuild the tables outside the transaction of the migration.
            migrationBuilder.Sql("ALTER TABLE installed_certificates ADD COLUMN known_certificate_id INTEGER NULL REFERENCES known_certificates (id)");
            migrationBuilder.Sql("ALTER TABLE certificate_signing_requests ADD COLUMN issued_certificate_id INTEGER NULL REFERENCES issued_certificates (id)");

            migrationBuilder.AddColumn<bool>(
                name: "is_signed_here",
                table: "files",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "count",
                table: "connection_attempts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<long>(
                name: "last_at",
                table: "connection_attempts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "next_password_hashes",
                table: "charge_points",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "next_security_profile",
                table: "charge_points",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "old_password_until",
                table: "charge_points",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "security_profile",
                table: "charge_points",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "attempts",
                table: "certificate_signing_requests",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "command_id",
                table: "certificate_signing_requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "decided_by",
                table: "certificate_signing_requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "finished_at",
                table: "certificate_signing_requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "next_attempt_at",
                table: "certificate_signing_requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reason",
                table: "certificate_signing_requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "state",
                table: "certificate_signing_requests",
                type: "TEXT",
                nullable: false,
                defaultValue: "Rejected");

            migrationBuilder.AddColumn<string>(
                name: "subject",
                table: "certificate_signing_requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "certificate_readings",
                columns: table => new
                {
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: false),
                    certificate_type = table.Column<string>(type: "TEXT", nullable: false),
                    read_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_certificate_readings", x => new { x.charge_point_key, x.certificate_type });
                    table.ForeignKey(
                        name: "FK_certificate_readings_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "issued_certificates",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    purpose = table.Column<string>(type: "TEXT", nullable: false),
                    charge_point_key = table.Column<int>(type: "INTEGER", nullable: true),
                    serial_number = table.Column<string>(type: "TEXT", nullable: false),
                    thumbprint = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    issuer = table.Column<string>(type: "TEXT", nullable: false),
                    not_before = table.Column<long>(type: "INTEGER", nullable: false),
                    not_after = table.Column<long>(type: "INTEGER", nullable: false),
                    chain = table.Column<string>(type: "TEXT", nullable: false),
                    issued_at = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revocation_reason = table.Column<string>(type: "TEXT", nullable: true),
                    revoked_by = table.Column<string>(type: "TEXT", nullable: true),
                    renewal_asked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    expiry_told_at = table.Column<long>(type: "INTEGER", nullable: true),
                    presented_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_issued_certificates", x => x.id);
                    table.ForeignKey(
                        name: "FK_issued_certificates_charge_points_charge_point_key",
                        column: x => x.charge_point_key,
                        principalTable: "charge_points",
                        principalColumn: "key");
                });

            migrationBuilder.CreateTable(
                name: "known_certificates",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    thumbprint = table.Column<string>(type: "TEXT", nullable: false),
                    serial_number = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    not_after = table.Column<long>(type: "INTEGER", nullable: false),
                    pem = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_known_certificates", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "signing_keys",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    chain = table.Column<string>(type: "TEXT", nullable: false),
                    protected_key = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_signing_keys", x => x.name);
                });

            migrationBuilder.CreateIndex(
                name: "ix_certificate_signing_requests_charge_point_key_id",
                table: "certificate_signing_requests",
                columns: new[] { "charge_point_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_certificate_signing_requests_command_id",
                table: "certificate_signing_requests",
                column: "command_id");

            migrationBuilder.CreateIndex(
                name: "ix_certificate_signing_requests_next_attempt_at",
                table: "certificate_signing_requests",
                column: "next_attempt_at",
                filter: "state IN ('Signing', 'Delivering')");

            migrationBuilder.CreateIndex(
                name: "ix_issued_certificates_charge_point_key_id",
                table: "issued_certificates",
                columns: new[] { "charge_point_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_issued_certificates_state_not_after",
                table: "issued_certificates",
                columns: new[] { "state", "not_after" });

            migrationBuilder.CreateIndex(
                name: "ix_issued_certificates_thumbprint",
                table: "issued_certificates",
                column: "thumbprint",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_known_certificates_serial_number",
                table: "known_certificates",
                column: "serial_number");

            migrationBuilder.CreateIndex(
                name: "ix_known_certificates_thumbprint",
                table: "known_certificates",
                column: "thumbprint",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_certificate_signing_requests_issued_certificates_issued_certificate_id",
                table: "certificate_signing_requests");

            migrationBuilder.DropForeignKey(
                name: "FK_installed_certificates_known_certificates_known_certificate_id",
                table: "installed_certificates");

            migrationBuilder.DropTable(
                name: "certificate_readings");

            migrationBuilder.DropTable(
                name: "issued_certificates");

            migrationBuilder.DropTable(
                name: "known_certificates");

            migrationBuilder.DropTable(
                name: "signing_keys");

            migrationBuilder.DropIndex(
                name: "ix_certificate_signing_requests_charge_point_key_id",
                table: "certificate_signing_requests");

            migrationBuilder.DropIndex(
                name: "ix_certificate_signing_requests_command_id",
                table: "certificate_signing_requests");

            migrationBuilder.DropIndex(
                name: "ix_certificate_signing_requests_next_attempt_at",
                table: "certificate_signing_requests");

            migrationBuilder.DropColumn(
                name: "known_certificate_id",
                table: "installed_certificates");

            migrationBuilder.DropColumn(
                name: "is_signed_here",
                table: "files");

            migrationBuilder.DropColumn(
                name: "count",
                table: "connection_attempts");

            migrationBuilder.DropColumn(
                name: "last_at",
                table: "connection_attempts");

            migrationBuilder.DropColumn(
                name: "next_password_hashes",
                table: "charge_points");

            migrationBuilder.DropColumn(
                name: "next_security_profile",
                table: "charge_points");

            migrationBuilder.DropColumn(
                name: "old_password_until",
                table: "charge_points");

            migrationBuilder.DropColumn(
                name: "security_profile",
                table: "charge_points");

            migrationBuilder.DropColumn(
                name: "attempts",
                table: "certificate_signing_requests");

            migrationBuilder.DropColumn(
                name: "command_id",
                table: "certificate_signing_requests");

            migrationBuilder.DropColumn(
                name: "decided_by",
                table: "certificate_signing_requests");

            migrationBuilder.DropColumn(
                name: "finished_at",
                table: "certificate_signing_requests");

            migrationBuilder.DropColumn(
                name: "issued_certificate_id",
                table: "certificate_signing_requests");

            migrationBuilder.DropColumn(
                name: "next_attempt_at",
                table: "certificate_signing_requests");

            migrationBuilder.DropColumn(
                name: "reason",
                table: "certificate_signing_requests");

            migrationBuilder.DropColumn(
                name: "state",
                table: "certificate_signing_requests");

            migrationBuilder.DropColumn(
                name: "subject",
                table: "certificate_signing_requests");
        }
    }
}
