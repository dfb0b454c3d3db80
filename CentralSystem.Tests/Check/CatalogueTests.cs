using CentralSystem.Tests.Conformance;
using ChargePointEmulator.Check;
using Ocpp;
using Ocpp.Payloads;

namespace CentralSystem.Tests.Check;

/// <summary>The list of cases is whole and true.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void Every_certification_case_of_a_central_system_is_there_and_every_extra_check() =>
        CaseCatalogue.All.Select(check => check.Id).Order(StringComparer.Ordinal).ShouldBe(
            EveryCaseTests.Cases.Select(number => $"TC_{number}_CSMS")
                .Concat(Enumerable.Range(1, 37).Select(number => $"XS{number:00}"))
                .Concat(Enumerable.Range(1, 10).Select(number => $"XR{number:00}"))
                .Order(StringComparer.Ordinal));

    [Fact]
    public void A_case_drives_only_what_a_central_system_sends() =>
        CaseCatalogue.All.SelectMany(check => check.Drives).Where(operation => OcppActions.Find(operation) is not { SentBy: not SentBy.ChargePoint }).ShouldBeEmpty();

    [Fact]
    public void Every_group_is_known_and_every_known_group_has_cases() =>
        CaseCatalogue.All.Select(check => check.Group).Distinct().ShouldBe(CaseCatalogue.Groups);

    [Theory]
    [InlineData("TC_003", "TC_003_CSMS")]
    [InlineData("tc_003_csms", "TC_003_CSMS")]
    [InlineData("XS22", "XS22")]
    public void A_case_is_found_by_its_number(string id, string found) => CaseCatalogue.Select([], [id]).ShouldHaveSingleItem().Id.ShouldBe(found);
}
