using System.Reflection;

namespace CentralSystem.Tests.Conformance.ChargePoint;

/// <summary>No certification case of a Charge Point is forgotten, and none of the extra checks.</summary>
public sealed class EveryChargePointCaseTests
{
    /// <summary>Every case in which the system under test is a Charge Point, by its number.</summary>
    private static readonly string[] Cases =
    [
        "001", "002",
        "003", "004_1", "004_2", "068", "069", "005_1", "005_2", "005_3", "007", "061",
        "010", "011_1", "011_2", "012", "026", "027", "028",
        "013", "014", "015", "016", "017_1", "017_2", "018_1", "018_2", "030", "031",
        "019", "021", "040_1", "040_2", "070", "071",
        "023", "024", "041", "032_1", "032_2", "034", "036", "037_1", "037_2", "037_3", "038", "039",
        "042_1", "042_2", "043", "043_1", "043_2", "043_3", "008",
        "044_1", "044_2", "044_3", "045_1", "045_2",
        "046_1", "046_2", "047", "048_1", "048_2", "048_3", "048_4", "049", "050_1", "050_2", "050_3", "050_4", "051", "052", "053",
        "054", "055",
        "056", "057", "082", "058_1", "058_2", "059", "060", "066", "067", "072",
        "062",
        "073", "074", "075_1", "075_2", "076", "077", "078", "079", "080", "081", "083", "084", "085", "086", "087",
    ];

    private const int ExtraChecks = 33;

    [Fact]
    public void Every_charge_point_case_has_a_test()
    {
        var tested = Tests().SelectMany(CasesOf).Distinct().ToArray();
        var expected = Cases.Select(number => $"TC_{number}_CS").Concat(Enumerable.Range(1, ExtraChecks).Select(number => $"XC{number:00}")).ToArray();
        expected.ShouldBeUnique();
        expected.Except(tested).ShouldBeEmpty("cases without a test");
        tested.Except(expected).ShouldBeEmpty("cases that do not exist");
    }

    [Fact]
    public void A_test_of_a_case_bears_its_number()
    {
        var misnamed = from method in Tests()
                       from name in CasesOf(method)
                       let number = name.StartsWith("TC_", StringComparison.Ordinal) ? name[3..^3] : name
                       where !method.Name.Contains(number, StringComparison.Ordinal)
                       select $"{method.DeclaringType!.Name}.{method.Name}: {name}";
        misnamed.ShouldBeEmpty();
    }

    private static IEnumerable<MethodInfo> Tests() =>
        typeof(EveryChargePointCaseTests).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly));

    private static IEnumerable<string> CasesOf(MethodInfo method) =>
        from attribute in method.GetCustomAttributesData()
        where attribute.AttributeType == typeof(TraitAttribute) && (string?)attribute.ConstructorArguments[0].Value == "Case"
        let name = (string)attribute.ConstructorArguments[1].Value!
        where (name.StartsWith("TC_", StringComparison.Ordinal) && name.EndsWith("_CS", StringComparison.Ordinal)) || name.StartsWith("XC", StringComparison.Ordinal)
        select name;
}
