using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CentralSystem.Web.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class DigestOfUnmatched : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_unmatched_messages_charge_point_key_action_payload",
                table: "unmatched_messages");

            migrationBuilder.AddColumn<string>(
                name: "digest",
                table: "unmatched_messages",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            // SQLite knows no SHA-256: what was kept before stands for itself, and a repetition of it would be kept once more.
            migrationBuilder.Sql("UPDATE unmatched_messages SET digest = 'kept ' || id");

            migrationBuilder.CreateIndex(
                name: "ix_unmatched_messages_charge_point_key_action_digest",
                table: "unmatched_messages",
                columns: new[] { "charge_point_key", "action", "digest" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_unmatched_messages_charge_point_key_action_digest",
                table: "unmatched_messages");

            migrationBuilder.DropColumn(
                name: "digest",
                table: "unmatched_messages");

            migrationBuilder.CreateIndex(
                name: "ix_unmatched_messages_charge_point_key_action_payload",
                table: "unmatched_messages",
                columns: new[] { "charge_point_key", "action", "payload" },
                unique: true);
        }
    }
}
