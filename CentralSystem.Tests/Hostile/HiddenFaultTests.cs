using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace CentralSystem.Tests.Hostile;

/// <summary>What strangers learn of faults, and by guessing.</summary>
public sealed class HiddenFaultTests
{
    [Fact, Trait("Spec", "ASVS 14.3.2, 7.4.1")]
    public async Task A_fault_outside_the_API_shows_nothing_of_itself_even_where_debugging_is_on()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        system.ExpectErrors();
        system.Get<IHostEnvironment>().IsDevelopment().ShouldBeTrue();
        await system.Get<GroupCommitWriter>().ChangeAsync(db => db.Database.ExecuteSqlRaw("ALTER TABLE file_links RENAME TO file_links_gone"));
        using var http = system.CreateHttpClient(apiKey: null);
        var answer = await http.ReadAsync($"/files/{new string('A', 43)}", ("Accept", "text/html"));
        (answer.Status, answer.Problem).ShouldBe((500, "internal-error"));
        answer.Text.ShouldNotContain("file_links", Case.Insensitive);
        answer.Text.ShouldNotContain("   at ");
    }

    [Fact, Trait("Spec", "ASVS 2.2.1")]
    public async Task The_key_that_people_choose_cannot_be_guessed_at_speed_and_other_keys_go_on()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var program = await system.CreateHttpClientAsync(Web.Access.Role.Viewer);
        using var guesser = system.CreateHttpClient(apiKey: null);
        var statuses = new HashSet<int>();
        for (var guesses = 0; guesses < 350 && !statuses.Contains(429); guesses++)
        {
            statuses.Add((await guesser.ReadAsync("/api/v1/me", ("X-API-Key", $"guess {guesses}"))).Status);
        }

        statuses.ShouldBe([401, 429]);
        (await program.ReadAsync("/api/v1/me")).Status.ShouldBe(200);
    }
}
