using CentralSystem.Tests.Support;
using ChargePointEmulator.Check;
using ChargePointEmulator.Check.Data;
using ChargePointEmulator.Check.Drivers;

namespace CentralSystem.Tests.Check;

/// <summary>The checker finds what is wrong with a central system, and nothing wrong with one that is right. Operations are driven over HTTP by a driver file.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TestData Data = new()
    {
        IdTags = ["TAG-1", "TAG-2", "TAG-3", "TAG-4", "TAG-5", "TAG-6"],
        SameParent = ("TAG-P1", "TAG-P2", "FAMILY"),
        ExpiredIdTag = "EXPIRED",
        BlockedIdTag = "BLOCKED",
        PasswordChargePoint = new ChargePointLogin(FaultyCentralSystem.Secured, ChargePointLogin.PasswordBytes(FaultyCentralSystem.Password)),
        ChangingPasswordChargePoint = new ChargePointLogin(FaultyCentralSystem.Changing, Convert.FromHexString(FaultyCentralSystem.FirstPassword)),
        RejectedChargePoint = new ChargePointLogin(FaultyCentralSystem.Rejected),
    };

    [Fact]
    public async Task A_central_system_without_a_fault_fails_no_case()
    {
        var results = await RunAsync(Fault.None, CaseCatalogue.All);

        results.Where(result => result.Verdict is Verdict.Fail or Verdict.Error).Select(Describe).ShouldBeEmpty();
        results.Count(result => result.Verdict is Verdict.Pass or Verdict.Partial).ShouldBeGreaterThan(100);
        results.Where(result => result.Verdict == Verdict.NotApplicable).ShouldAllBe(result => result.Message.Contains("driver") || result.Message.Contains("--data"));
    }

    [Theory]
    [InlineData(Fault.RejectsBoot, "TC_001")]
    [InlineData(Fault.HeartbeatIntervalOfZero, "TC_001")]
    [InlineData(Fault.ClockOfYesteryear, "TC_001")]
    [InlineData(Fault.InvalidTimestamps, "TC_001")]
    [InlineData(Fault.EnumInWrongCase, "TC_001")]
    [InlineData(Fault.ExtraFieldInAnswers, "TC_003")]
    [InlineData(Fault.AnswersUnderAnotherId, "XS19")]
    [InlineData(Fault.AnswersTwice, "TC_001")]
    [InlineData(Fault.CallErrorWithoutDetails, "XS07")]
    [InlineData(Fault.WrongErrorCode, "XS07")]
    [InlineData(Fault.ClosesOnUnknownAction, "XS07")]
    [InlineData(Fault.FallsSilentOnBadJson, "XS14")]
    [InlineData(Fault.ClosesOnBadJson, "XS14")]
    [InlineData(Fault.DoublesRepeatedTransactions, "XS22")]
    [InlineData(Fault.DoublesRepeatedTransactions, "XR01")]
    [InlineData(Fault.TransactionIdOfZero, "XR02")]
    [InlineData(Fault.SameTransactionIdAgain, "XR02")]
    [InlineData(Fault.NoAnswerToStopOfMinusOne, "XS24")]
    [InlineData(Fault.CallErrorToUnknownStop, "XS24")]
    [InlineData(Fault.AcceptsExpiredIdTags, "TC_023_2")]
    [InlineData(Fault.AcceptsUnknownIdTags, "TC_023_1")]
    [InlineData(Fault.AcceptsUnknownIdTags, "TC_037_3")]
    [InlineData(Fault.IdTagsByLetterCase, "XS21")]
    [InlineData(Fault.ForgetsTheBootOnReconnect, "XS05")]
    [InlineData(Fault.ForgetsTheBootOnReconnect, "TC_037_1")]
    [InlineData(Fault.LetsStrangersIn, "XS01")]
    [InlineData(Fault.ChoosesAForeignSubprotocol, "TC_088")]
    [InlineData(Fault.NeedsNoSubprotocol, "XS03")]
    [InlineData(Fault.NeedsNoPassword, "TC_085")]
    [InlineData(Fault.NeedsNoPassword, "XS35")]
    [InlineData(Fault.CallsRejectedChargePoints, "XR03")]
    [InlineData(Fault.TwoCallsInFlight, "XS30")]
    [InlineData(Fault.WaitsForItsOwnAnswerFirst, "XS29", 1.0)]
    [InlineData(Fault.ReusesMessageIds, "TC_054")]
    [InlineData(Fault.LongMessageIds, "TC_061")]
    [InlineData(Fault.BreaksItsOwnPayloads, "TC_061")]
    [InlineData(Fault.StopsAnotherTransaction, "TC_012")]
    [InlineData(Fault.ResetsTheWrongWay, "TC_013")]
    [InlineData(Fault.NullPayloadIsAnError, "XS18")]
    [InlineData(Fault.AnswersMessageTypeNine, "XS16")]
    [InlineData(Fault.AnswersMessageTypeNineUnderAnotherId, "XS16")]
    [InlineData(Fault.AnswersBadJsonWithABadCode, "XS14")]
    [InlineData(Fault.AnswersBadJsonTwice, "XS14")]
    [InlineData(Fault.SendsAFractionAsMessageType, "XS14")]
    [InlineData(Fault.ChangesAnotherConnector, "TC_010")]
    [InlineData(Fault.ChangesAnotherConnector, "TC_018_1")]
    [InlineData(Fault.ChangesAnotherConnector, "TC_030")]
    [InlineData(Fault.ChangesAnotherConnector, "TC_048_3")]
    [InlineData(Fault.ChangesAnotherConnector, "TC_048_4")]
    [InlineData(Fault.ChangesAnotherConnector, "TC_053")]
    [InlineData(Fault.ChangesAnotherConnector, "TC_059")]
    [InlineData(Fault.KeepsTheOldPassword, "TC_073")]
    [InlineData(Fault.ClosesOnARepeatedId, "XR10")]
    [InlineData(Fault.SendsBinaryFrames, "TC_001")]
    [InlineData(Fault.FallsSilentOnBinaryFrames, "XR05")]
    [InlineData(Fault.LeavesTheConnectorOut, "TC_055")]
    [InlineData(Fault.CancelsAnotherReservation, "TC_052")]
    public async Task Each_fault_is_caught_by_the_case_that_should_catch_it(Fault fault, string caseId, double timeoutSeconds = 3)
    {
        var result = (await RunAsync(fault, CaseCatalogue.Select([], [caseId]), TimeSpan.FromSeconds(timeoutSeconds))).ShouldHaveSingleItem();

        result.Verdict.ShouldBe(Verdict.Fail, Describe(result));
        result.Rule.ShouldNotBeNullOrWhiteSpace();
        result.Frames.ShouldNotBeEmpty();
        (await RunAsync(Fault.None, CaseCatalogue.Select([], [caseId]))).ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Pass);
    }

    [Theory]
    [InlineData(Fault.AnswersBadJsonWithoutAnId, "XS14")]
    [InlineData(Fault.AnswersBadJsonUnderAnIdOfItsOwn, "XS14")]
    [InlineData(Fault.CallsAMissingFieldAGenericError, "XS09")]
    [InlineData(Fault.SilentToRejectedChargePoints, "XR03", 0.5)]
    [InlineData(Fault.HangsUpOnRejectedChargePoints, "XR03")]
    [InlineData(Fault.AnswersARepeatedIdOnce, "XR10")]
    [InlineData(Fault.AnswersARepeatedIdWithAnError, "XR10")]
    public async Task What_the_specification_leaves_open_fails_no_case(Fault choice, string caseId, double timeoutSeconds = 5)
    {
        var result = (await RunAsync(choice, CaseCatalogue.Select([], [caseId]), TimeSpan.FromSeconds(timeoutSeconds))).ShouldHaveSingleItem();

        result.Verdict.ShouldBe(Verdict.Pass, Describe(result));
    }

    [Theory]
    [InlineData(Fault.None), InlineData(Fault.KeepsTheOldPassword)]
    public async Task The_password_that_was_given_is_in_force_again_after_TC_073_whatever_it_found(Fault fault)
    {
        await using var system = await FaultyCentralSystem.StartAsync(fault);
        await RunAsync(system, CaseCatalogue.Select([], ["TC_073"]), Patience);
        system.ChangedPassword.ShouldBe(FaultyCentralSystem.FirstPassword);
    }

    [Fact]
    public async Task A_central_system_that_never_gives_up_on_an_answer_is_told_as_not_exercised() =>
        (await RunAsync(Fault.NeverGivesUpOnAnAnswer, CaseCatalogue.Select([], ["XS31"]), TimeSpan.FromSeconds(1))).ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Partial);

    private static async Task<IReadOnlyList<CaseResult>> RunAsync(Fault fault, IReadOnlyList<CheckCase> cases, TimeSpan? timeout = null)
    {
        await using var system = await FaultyCentralSystem.StartAsync(fault);
        return await RunAsync(system, cases, timeout ?? Patience);
    }

    private static async Task<IReadOnlyList<CaseResult>> RunAsync(FaultyCentralSystem system, IReadOnlyList<CheckCase> cases, TimeSpan timeout)
    {
        using var files = new TempDirectory();
        var file = Path.Combine(files.FullName, "driver.yaml");
        await File.WriteAllTextAsync(file, $$"""
            baseUrl: {{system.Http}}
            operations:
              ClearCache: { url: "drive/${chargePointId}/ClearCache", body: "{}" }
            {{string.Join('\n', Operations.Select(operation => $"  {operation}: {{ url: \"drive/${{chargePointId}}/${{operation}}\", body: \"${{payload}}\" }}"))}}
            """);
        await using var driver = new HttpDriver(HttpDriverFile.Read(file));
        var target = new CheckTarget(system.Endpoint, Data, new ChargePointSupply(Data, null), driver, timeout, timeout);
        return await new CheckRunner(target, parallel: 6, ExpectedFailures.None).RunAsync(cases, _ => { }, default);
    }

    private static readonly string[] Operations =
    [
        "RemoteStartTransaction", "RemoteStopTransaction", "Reset", "UnlockConnector", "GetConfiguration", "ChangeConfiguration", "ChangeAvailability", "GetLocalListVersion",
        "SendLocalList", "UpdateFirmware", "GetDiagnostics", "ReserveNow", "CancelReservation", "TriggerMessage", "SetChargingProfile", "ClearChargingProfile", "GetCompositeSchedule",
        "InstallCertificate", "GetInstalledCertificateIds", "DeleteCertificate", "GetLog", "SignedUpdateFirmware",
    ];

    private static string Describe(CaseResult result) =>
        $"{result.Case.Id} {result.Verdict.Text()}: {result.Message} ({result.Rule})\n    " + string.Join("\n    ", result.Frames.TakeLast(8).Select(line => $"{line.AtMs} {line.Direction} {line.Text}"));
}
