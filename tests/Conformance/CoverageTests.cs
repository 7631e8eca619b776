using System.Reflection;

namespace ServerlessML.Tests.Conformance;

[Trait("ours alone", "looks at the suite")]
public sealed class CoverageTests
{
    [Fact]
    public void EachClass_RunsOnBothEngines_OrSaysWhyNot()
    {
        foreach (var type in typeof(CoverageTests).Assembly.GetTypes().Where(HasCases))
        {
            IEnumerable<string> engines = type.GetNestedTypes()
                .Where(nested => nested.BaseType == type)
                .Select(nested => nested.Name)
                .Order();
            var isOursAlone = type.GetCustomAttributesData()
                .Any(trait =>
                    trait.AttributeType == typeof(TraitAttribute) && (string?)trait.ConstructorArguments[0].Value == "ours alone"
                );

            Assert.True(type.IsAbstract != isOursAlone, $"{type.Name} has neither both engines nor a reason, or both.");
            Assert.Equal(type.IsAbstract ? ["Genuine", "Ours"] : [], engines);
        }
    }

    private static bool HasCases(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Any(method => method.GetCustomAttribute<FactAttribute>(inherit: false) is not null);
}
