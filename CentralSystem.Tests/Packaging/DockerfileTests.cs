using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CentralSystem.Tests.Packaging;

/// <summary>Holds the Dockerfile and the compose file against the repository, since no Docker engine runs where they are built.</summary>
/// <remarks><c>.ci/check-packaging</c> goes on from here: it runs the build stages themselves.</remarks>
public partial class DockerfileTests
{
    private static readonly Dockerfile Docker = Dockerfile.Parse(Repository.Read("Dockerfile"));
    private static readonly string Compose = Repository.Read("docker-compose.yml");

    [Fact]
    public void Every_COPY_source_exists()
    {
        var sources = Docker.Instructions.SelectMany(instruction => instruction.CopySources).ToList();

        sources.ShouldNotBeEmpty();
        sources.Where(source => !Repository.Has(source)).ShouldBeEmpty();
    }

    [Fact]
    public void No_COPY_source_is_kept_out_of_the_build_context()
    {
        var ignored = Repository.Read(".dockerignore").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Docker.Instructions.SelectMany(instruction => instruction.CopySources)
            .Where(source => ignored.Any(pattern => pattern.StartsWith("**/", StringComparison.Ordinal) ? source.Split('/').Contains(pattern[3..]) : source == pattern || source.StartsWith(pattern + "/", StringComparison.Ordinal)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_stage_that_is_copied_from_comes_earlier()
    {
        for (var index = 0; index < Docker.Stages.Count; index++)
        {
            var stage = Docker.Stages[index];
            stage.CopiesFrom.Except(Docker.Stages.Take(index).Select(earlier => earlier.Name)).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Published_and_restored_projects_exist()
    {
        var restored = Docker.Instructions.Where(instruction => instruction.Starts("RUN", "dotnet", "restore")).Select(instruction => instruction.Words[2]).ToList();
        var published = Docker.Stages.SelectMany(stage => stage.PublishedProjects).ToList();

        published.Order(StringComparer.Ordinal).ShouldBe(["CentralSystem.Web/CentralSystem.Web.csproj", "ChargePointEmulator/ChargePointEmulator.csproj"]);
        restored.Order(StringComparer.Ordinal).ShouldBe(published.Order(StringComparer.Ordinal));
        published.Where(project => !File.Exists(Repository.PathOf(project))).ShouldBeEmpty();
    }

    [Fact]
    public void A_published_project_has_all_it_refers_to_in_its_stage()
    {
        foreach (var stage in Docker.Stages)
        {
            var copied = Docker.WithFoundations(stage).SelectMany(foundation => foundation.CopiedFiles).ToHashSet();
            foreach (var project in stage.PublishedProjects.SelectMany(WithReferences).Distinct())
            {
                copied.ShouldContain(project, $"{stage.Name} restores it");
                copied.ShouldContain(project.Split('/')[0], $"{stage.Name} builds it");
                LinkedFiles(project).Except(copied).ShouldBeEmpty($"{project} links them");
            }
        }
    }

    [Theory]
    [InlineData("global.json")]
    [InlineData("Directory.Build.props")]
    [InlineData("Directory.Packages.props")]
    [InlineData(".editorconfig")]
    public void A_build_stage_has_the_settings_every_project_shares(string file)
    {
        foreach (var stage in Docker.Stages.Where(stage => stage.PublishedProjects.Any()))
        {
            Docker.WithFoundations(stage).SelectMany(foundation => foundation.CopiedFiles).ShouldContain(file, stage.Name);
        }
    }

    [Fact]
    public void There_is_one_image_for_each_program_and_neither_runs_as_root()
    {
        Docker.Images.Select(image => image.Name).Order(StringComparer.Ordinal).ShouldBe(["central-system", "emulator"]);
        foreach (var image in Docker.Images)
        {
            image.Last("USER").ShouldNotBeNull(image.Name).Words.ShouldBe(["$APP_UID"]);
        }
    }

    [Fact]
    public void Each_image_starts_what_its_stage_publishes()
    {
        foreach (var image in Docker.Images)
        {
            var project = Docker.Stages.Single(stage => image.CopiesFrom.Contains(stage.Name)).PublishedProjects.ShouldHaveSingleItem();
            image.Last("ENTRYPOINT").ShouldNotBeNull(image.Name).Command.ShouldBe(["dotnet", Path.GetFileNameWithoutExtension(project) + ".dll"]);
        }
    }

    [Fact]
    public void The_database_lies_in_the_volume_of_the_image_and_of_compose()
    {
        var image = Docker.Images.Single(image => image.Name == "central-system");
        var folder = image.Last("VOLUME").ShouldNotBeNull().Words.ShouldHaveSingleItem();

        image.Last("ENV").ShouldNotBeNull().Words.ShouldContain($"Storage__DataDirectory={folder}");
        Compose.ShouldContain($"central-system-data:{folder}\n");
    }

    [Fact]
    public void Compose_builds_targets_the_Dockerfile_has()
    {
        var targets = Target().Matches(Compose).Select(match => match.Groups[1].Value).ToList();

        targets.Order(StringComparer.Ordinal).ShouldBe(Docker.Images.Select(image => image.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Compose_asks_for_health_as_the_image_does()
    {
        var command = Docker.Images.Single(image => image.Name == "central-system").Last("HEALTHCHECK").ShouldNotBeNull().Command;
        var test = JsonSerializer.Deserialize<string[]>(HealthTest().Match(Compose).Groups[1].Value).ShouldNotBeNull();

        test.ShouldBe(["CMD", .. command]);
    }

    [Theory]
    [InlineData("central-system")]
    [InlineData("emulator")]
    public void Compose_runs_our_programs_on_a_read_only_file_system_without_a_capability(string service)
    {
        var block = Service().Matches(Compose).Single(match => match.Groups[1].Value == service).Value;

        foreach (var line in (string[])["    read_only: true\n", "    tmpfs: [/tmp]\n", "    cap_drop: [ALL]\n", "    security_opt: [\"no-new-privileges:true\"]\n"])
        {
            block.ShouldContain(line);
        }

        block.ShouldNotContain("cap_add");
        block.ShouldNotContain("privileged");
        block.ShouldNotContain("user:");
    }

    [Fact]
    public void Compose_opens_no_port_to_other_machines() =>
        Port().Matches(Compose).Select(match => match.Groups[1].Value).ShouldBe(["127.0.0.1:8080:8080"]);

    /// <summary>A project and those it refers to, as paths from the top of the repository.</summary>
    private static IEnumerable<string> WithReferences(string project) =>
        Items(project, "ProjectReference").SelectMany(WithReferences).Prepend(project);

    /// <summary>Files outside of its folder that a project builds in.</summary>
    private static IEnumerable<string> LinkedFiles(string project) =>
        Items(project, "Content", "None", "Compile", "EmbeddedResource", "AdditionalFiles").Where(file => !file.StartsWith(project.Split('/')[0] + "/", StringComparison.Ordinal));

    private static IEnumerable<string> Items(string project, params string[] kinds) =>
        XDocument.Load(Repository.PathOf(project)).Descendants()
            .Where(element => kinds.Contains(element.Name.LocalName))
            .Select(element => element.Attribute("Include")?.Value)
            .OfType<string>()
            .Select(include => Path.GetRelativePath(Repository.Root, Path.GetFullPath(Repository.PathOf(Path.Combine(Path.GetDirectoryName(project)!, include.Replace('\\', '/'))))));

    [GeneratedRegex(@"^  ([a-z-]+):\n(?:(?:    .*)?\n)+", RegexOptions.Multiline)]
    private static partial Regex Service();

    [GeneratedRegex("""^ +- "([0-9.:]+)"$""", RegexOptions.Multiline)]
    private static partial Regex Port();

    [GeneratedRegex(@"^ +target: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Target();

    [GeneratedRegex(@"^ +test: (\[.*\])$", RegexOptions.Multiline)]
    private static partial Regex HealthTest();
}
