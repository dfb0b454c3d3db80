using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CentralSystem.Web.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SecurityProfiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "next_password_hashes",
                table: "charge_points",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<int>(
                name: "next_security_profile",
                table: "charge_points",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "old_password_until",
                table: "charge_points",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "security_profile",
                table: "charge_points",
                type: "integer",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
        }
    }
}
