using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CentralSystem.Web.Storage.Migrations.Postgres
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
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.Sql("UPDATE unmatched_messages SET digest = upper(encode(sha256(convert_to(payload, 'UTF8')), 'hex'))");

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
