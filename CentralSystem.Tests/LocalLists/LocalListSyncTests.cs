using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.LocalLists;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Types;

namespace CentralSystem.Tests.LocalLists;

/// <summary>A Charge Point with a local list of its own, and a central system that keeps it in step.</summary>
[Trait("Spec", "OCPP 1.6 §5.10, §5.15, §9.2")]
public sealed class LocalListSyncTests : IAsyncLifetime
{
    private readonly SortedDictionary<string, IdTagInfo> _list = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(UpdateType Type, int Entries, int Version)> _updates = [];
    private RunningCentralSystem _system = null!;
    private ScriptedChargePoint? _chargePoint;
    private int _version;
    private int _perMessage = 100;
    private string _enabled = "true";
    private Func<SendLocalListRequest, UpdateStatus?>? _refusal;

    public async Task InitializeAsync() => _system = await RunningCentralSystem.StartAsync(s => s
        .Set("LocalLists:Synchronize", "true").Set("LocalLists:DebounceSeconds", "0").Set("LocalLists:JitterSeconds", "0"));

    [Fact]
    public async Task A_list_is_filled_at_the_connect_follows_each_change_and_shows_its_state()
    {
        await ConnectAsync();
        await UntilAsync("InSync");
        _list.Keys.ShouldBe([A.Tag, A.OtherTag, "TAG-3"]);
        _updates.ShouldBe([(UpdateType.Full, 3, 1)]);

        await _system.AddIdTagAsync("NEW", parentIdTag: "GROUP");
        await UntilAsync("InSync", () => _list.ContainsKey("NEW"));
        _list["NEW"].ShouldBe(new IdTagInfo { Status = AuthorizationStatus.Accepted, ParentIdTag = "GROUP" });
        _updates[^1].ShouldBe((UpdateType.Differential, 1, 2));

        await _system.Get<IdTagRegister>().DeleteAsync("NEW", default);
        await UntilAsync("InSync", () => !_list.ContainsKey("NEW"));
        var view = await UntilAsync("InSync");
        (view.Text("enabled"), view.Number("listVersion"), view.Number("syncedVersion"), view.Number("wantedEntries")).ShouldBe(("True", 3, 3, 3));
    }

    [Fact]
    public async Task A_list_that_failed_is_brought_into_step_when_an_operator_says_so_and_not_an_hour_later()
    {
        _refusal = _ => UpdateStatus.Failed;
        await ConnectAsync();
        await UntilAsync("Failed");
        _refusal = null;
        using var http = _system.CreateHttpClient();
        using var answer = await http.PostAsync("/api/v1/charge-points/CP001/local-list/synchronize", null);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        await UntilAsync("InSync");
        _list.Keys.ShouldBe([A.Tag, A.OtherTag, "TAG-3"]);
    }

    [Fact]
    public async Task A_tag_that_has_no_business_there_changes_nothing()
    {
        await ConnectAsync();
        await UntilAsync("InSync");
        await _system.Get<IdTagRegister>().CreateAsync("ELSEWHERE", new IdTagInput { PermittedChargePoints = ["CP999"] });
        await _system.AddIdTagAsync("HERE");
        await UntilAsync("InSync", () => _list.ContainsKey("HERE"));
        _list.ShouldNotContainKey("ELSEWHERE");
        _updates.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_long_list_comes_in_parts_as_the_charge_point_takes_them()
    {
        _perMessage = 2;
        await ConnectAsync();
        await UntilAsync("InSync");
        _updates.ShouldBe([(UpdateType.Full, 2, 1), (UpdateType.Differential, 1, 2)]);
        _list.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_reconnect_with_the_same_version_sends_nothing_and_with_another_one_everything()
    {
        await ConnectAsync();
        await UntilAsync("InSync");
        await ConnectAsync();
        await UntilAsync("InSync", () => _chargePoint!.Calls.Any(call => call.Contains("GetLocalListVersion", StringComparison.Ordinal)));
        _updates.Count.ShouldBe(1);

        await _chargePoint!.DisposeAsync();
        await _system.RestartAsync();
        await ConnectAsync();
        await UntilAsync("InSync", () => _chargePoint!.Calls.Any(call => call.Contains("GetLocalListVersion", StringComparison.Ordinal)));
        _updates.Count.ShouldBe(1, "What was sent is known after a restart, too.");

        (_version, _) = (77, _list.Remove(A.Tag));
        await ConnectAsync();
        await UntilAsync("InSync", () => _list.ContainsKey(A.Tag));
        _updates[^1].ShouldBe((UpdateType.Full, 3, 78));
    }

    [Fact]
    public async Task A_version_mismatch_is_answered_by_the_whole_list()
    {
        await ConnectAsync();
        await UntilAsync("InSync");
        _version = 50;
        await _system.AddIdTagAsync("NEW");
        await UntilAsync("InSync", () => _list.ContainsKey("NEW"));
        _updates[^1].ShouldBe((UpdateType.Full, 4, 51));
    }

    [Theory]
    [InlineData(UpdateStatus.Failed)]
    [InlineData(UpdateStatus.NotSupported)]
    public async Task A_refused_differential_update_is_answered_by_the_whole_list(UpdateStatus refusal)
    {
        _refusal = update => update.UpdateType == UpdateType.Differential ? refusal : null;
        await ConnectAsync();
        await UntilAsync("InSync");
        await _system.AddIdTagAsync("NEW");
        await UntilAsync("InSync", () => _list.ContainsKey("NEW"));
        _updates.ShouldBe([(UpdateType.Full, 3, 1), (UpdateType.Differential, 1, 2), (UpdateType.Full, 4, 3)]);
    }

    [Fact]
    public async Task A_charge_point_that_holds_the_highest_version_there_is_begins_anew()
    {
        _version = int.MaxValue;
        await ConnectAsync();
        await UntilAsync("InSync");
        _updates.ShouldBe([(UpdateType.Full, 3, 1)]);
        await _system.AddIdTagAsync("NEW");
        await UntilAsync("InSync", () => _list.ContainsKey("NEW"));
        _updates[^1].ShouldBe((UpdateType.Differential, 1, 2));
    }

    [Fact]
    public async Task A_connection_that_ends_in_the_middle_of_a_list_leads_to_the_whole_list_over_the_next_one()
    {
        _perMessage = 1;
        _refusal = update =>
        {
            if (update.ListVersion == 2)
            {
                _chargePoint!.Abort();
            }

            return null;
        };
        await ConnectAsync();
        await UntilAsync("Pending", () => _updates.Count == 2);
        _updates.Clear();
        await ConnectAsync();
        await UntilAsync("InSync");
        _updates.Select(u => (u.Type, u.Entries)).ShouldBe([(UpdateType.Full, 1), (UpdateType.Differential, 1), (UpdateType.Differential, 1)]);
        _list.Keys.ShouldBe([A.Tag, A.OtherTag, "TAG-3"]);
    }

    [Fact]
    public async Task Two_version_mismatches_in_a_row_fail_and_are_no_loop()
    {
        await ConnectAsync();
        await UntilAsync("InSync");
        _refusal = _ => UpdateStatus.VersionMismatch;
        await _system.AddIdTagAsync("NEW");
        (await UntilAsync("Failed")).Text("lastError").ShouldBe("SendLocalList was answered VersionMismatch, the Full update, too.");
        Look();
        _updates.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_refusal_is_shown_and_tried_again_later_not_at_once()
    {
        _refusal = _ => UpdateStatus.Failed;
        await ConnectAsync();
        (await UntilAsync("Failed")).Text("lastError").ShouldBe("SendLocalList was answered Failed.");
        Look();
        Look();
        _updates.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_change_of_an_idTag_does_not_bring_a_retry_forward()
    {
        _refusal = _ => UpdateStatus.Failed;
        await ConnectAsync();
        await UntilAsync("Failed");
        var status = _system.Get<LocalListSync>().StatusOf(_system.Get<CentralSystem.Web.ChargePoints.ChargePointDirectory>().Get("CP001").Key)!;
        var due = status.DueAt;
        await _system.AddIdTagAsync("NEW");
        Look();
        (status.DueAt, _updates.Count).ShouldBe((due, 1));
    }

    [Fact, Trait("Decision", "43")]
    public async Task A_charge_point_whose_list_is_switched_off_gets_none()
    {
        _enabled = "false";
        await ConnectAsync();
        (await UntilAsync("NotSupported")).Text("lastError").ShouldBe("LocalAuthListEnabled is false.");
        _updates.ShouldBeEmpty();
    }

    public async Task DisposeAsync()
    {
        if (_chargePoint is not null)
        {
            await _chargePoint.DisposeAsync();
        }

        await _system.DisposeAsync();
    }

    private async Task ConnectAsync()
    {
        if (_chargePoint is not null)
        {
            await _chargePoint.DisposeAsync();
        }

        _chargePoint = await _system.ConnectAsync("CP001", boot: false);
        _chargePoint.Answer<GetConfigurationRequest, GetConfigurationResponse>(_ => new()
        {
            ConfigurationKey =
            [
                new() { Key = "SendLocalListMaxLength", Readonly = true, Value = $"{_perMessage}" },
                new() { Key = "LocalAuthListMaxLength", Readonly = true, Value = "1000" },
                new() { Key = "LocalAuthListEnabled", Readonly = false, Value = _enabled },
            ],
        });
        _chargePoint.Answer<GetLocalListVersionRequest, GetLocalListVersionResponse>(_ => new() { ListVersion = _version });
        _chargePoint.Answer<SendLocalListRequest, SendLocalListResponse>(update => new() { Status = Take(update) });
        await _chargePoint.CallAsync(A.BootNotification);
    }

    private OcppEnum<UpdateStatus> Take(SendLocalListRequest update)
    {
        var isFull = update.UpdateType == UpdateType.Full;
        if (!isFull && update.ListVersion <= _version)
        {
            return UpdateStatus.VersionMismatch;
        }

        _updates.Add((update.UpdateType.Known!.Value, update.LocalAuthorizationList?.Count ?? 0, update.ListVersion));
        if (_refusal?.Invoke(update) is { } refusal)
        {
            return refusal;
        }

        if (isFull)
        {
            _list.Clear();
        }

        foreach (var entry in update.LocalAuthorizationList ?? [])
        {
            if (entry.IdTagInfo is null)
            {
                _list.Remove(entry.IdTag);
            }
            else
            {
                _list[entry.IdTag] = entry.IdTagInfo;
            }
        }

        _version = update.ListVersion;
        return UpdateStatus.Accepted;
    }

    private void Look() => _system.Get<LocalListSync>().LookAround(CancellationToken.None);

    private async Task<JsonElement> UntilAsync(string state, Func<bool>? also = null)
    {
        using var http = _system.CreateHttpClient();
        JsonElement view = default;
        await Eventually.TrueAsync(
            async () =>
            {
                Look();
                view = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri("/api/v1/charge-points/CP001/local-list", UriKind.Relative)));
                return view.Text("state") == state && also?.Invoke() != false;
            },
            $"the list is {state}; last: {view}");
        return view;
    }
}
