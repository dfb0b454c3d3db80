using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CentralSystem.Web.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class TruthAndOrders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_transactions_open_by_id_tag",
                table: "transactions");

            migrationBuilder.DropIndex(
                name: "ix_transactions_open_by_normalized_id_tag",
                table: "transactions");

            migrationBuilder.DropIndex(
                name: "ix_campaign_targets_campaign_id_state",
                table: "campaign_targets");

            migrationBuilder.AddColumn<long>(
                name: "status_confirmed_at",
                table: "connectors",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_webhook_id_state_event_id",
                table: "webhook_deliveries",
                columns: new[] { "webhook_id", "state", "event_id" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_normalized_id_tag_transaction_id",
                table: "transactions",
                columns: new[] { "normalized_id_tag", "transaction_id" },
                filter: "normalized_id_tag IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_transactions_open_by_id_tag",
                table: "transactions",
                columns: new[] { "id_tag", "authorization_status" },
                filter: "stop_received_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_transactions_open_by_normalized_id_tag",
                table: "transactions",
                columns: new[] { "normalized_id_tag", "authorization_status" },
                filter: "stop_received_at IS NULL AND normalized_id_tag IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_reservations_reservation_id_charge_point_key",
                table: "reservations",
                columns: new[] { "reservation_id", "charge_point_key" });

            migrationBuilder.CreateIndex(
                name: "ix_id_tags_created_at_id",
                table: "id_tags",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_id_tag_groups_created_at_parent_id_tag",
                table: "id_tag_groups",
                columns: new[] { "created_at", "parent_id_tag" });

            migrationBuilder.CreateIndex(
                name: "ix_commands_charge_point_key_action_id",
                table: "commands",
                columns: new[] { "charge_point_key", "action", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_campaign_targets_campaign_id_state_position",
                table: "campaign_targets",
                columns: new[] { "campaign_id", "state", "position" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_webhook_id_state_event_id",
                table: "webhook_deliveries");

            migrationBuilder.DropIndex(
                name: "ix_transactions_normalized_id_tag_transaction_id",
                table: "transactions");

            migrationBuilder.DropIndex(
                name: "ix_transactions_open_by_id_tag",
                table: "transactions");

            migrationBuilder.DropIndex(
                name: "ix_transactions_open_by_normalized_id_tag",
                table: "transactions");

            migrationBuilder.DropIndex(
                name: "ix_reservations_reservation_id_charge_point_key",
                table: "reservations");

            migrationBuilder.DropIndex(
                name: "ix_id_tags_created_at_id",
                table: "id_tags");

            migrationBuilder.DropIndex(
                name: "ix_id_tag_groups_created_at_parent_id_tag",
                table: "id_tag_groups");

            migrationBuilder.DropIndex(
                name: "ix_commands_charge_point_key_action_id",
                table: "commands");

            migrationBuilder.DropIndex(
                name: "ix_campaign_targets_campaign_id_state_position",
                table: "campaign_targets");

            migrationBuilder.DropColumn(
                name: "status_confirmed_at",
                table: "connectors");

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
                name: "ix_campaign_targets_campaign_id_state",
                table: "campaign_targets",
                columns: new[] { "campaign_id", "state" });
        }
    }
}
