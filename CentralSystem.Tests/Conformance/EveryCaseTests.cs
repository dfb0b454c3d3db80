using System.Reflection;

namespace CentralSystem.Tests.Conformance;

/// <summary>No certification case of a Central System is forgotten.</summary>
public sealed class EveryCaseTests
{
    /// <summary>Every case in which the system under test is a Central System, by its number.</summary>
    internal static readonly string[] Cases =
    [
        "001", "003", "004_1", "004_2", "005_1", "007", "061",
        "010", "011_1", "011_2", "012", "026", "028",
        "013", "014", "017_1", "017_2", "018_1", "030", "031",
        "019_1", "019_2", "021", "040_1", "040_2",
        "023_1", "023_2", "023_3", "024", "032_1", "037_1", "037_3", "039", "064",
        "042_1", "042_2", "043_1", "043_3", "043_4", "043_5",
        "044_1", "044_2", "044_3", "045_1", "045_2",
        "046", "047", "048_1", "048_2", "048_3", "048_4", "049", "051", "052", "053",
        "054", "055",
        "056", "057", "059", "066", "067",
        "073", "074", "075_1", "075_2", "076", "077", "078", "079", "080", "081", "083", "085", "086", "087", "088",
    ];

    private static readonly string[] NeedTls = ["074"];

    [Fact]
    public void Every_central_system_case_that_needs_no_TLS_has_a_test()
    {
        var tested = typeof(EveryCaseTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public))
            .SelectMany(CasesOf)
            .Distinct()
            .ToArray();

        Cases.Distinct().Count().ShouldBe(77);
        Cases.Except(NeedTls).Select(number => $"TC_{number}_CSMS").Except(tested).ShouldBeEmpty("cases without a test");
        tested.Except(Cases.Select(number => $"TC_{number}_CSMS")).ShouldBeEmpty("cases that do not exist");
    }

    [Fact]
    public void A_test_of_a_case_bears_its_number()
    {
        var misnamed = from type in typeof(EveryCaseTests).Assembly.GetTypes()
                       where type.Namespace == typeof(EveryCaseTests).Namespace
                       from method in type.GetMethods()
                       from number in CasesOf(method)
                       where !method.Name.StartsWith(number[..^"CSMS".Length], StringComparison.Ordinal)
                       select $"{type.Name}.{method.Name}: {number}";
        misnamed.ShouldBeEmpty();
    }

    private static IEnumerable<string> CasesOf(MethodInfo method) =>
        from attribute in method.GetCustomAttributesData()
        where attribute.AttributeType == typeof(TraitAttribute) && (string?)attribute.ConstructorArguments[0].Value == "Case"
        let number = (string)attribute.ConstructorArguments[1].Value!
        where number.StartsWith("TC_", StringComparison.Ordinal) && number.EndsWith("_CSMS", StringComparison.Ordinal)
        select number;
}
