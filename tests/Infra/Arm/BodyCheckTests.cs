using System.Text.Json.Nodes;
using ServerlessML.ArmTypes;

namespace ServerlessML.Tests.Infra.Arm;

/// <summary>The check that bodies of Azure's are held to finds what is wrong, and where.</summary>
public sealed class BodyCheckTests
{
    private const string Good = """
        {"location":"x","properties":{"environmentId":"e","configuration":{"triggerType":"Manual","replicaTimeout":60,"registries":[{"server":"s","identity":"i"}]},"template":{"containers":[{"name":"a","env":[{"name":"x","value":"y"}]}]}}}
        """;

    [Theory]
    [InlineData("location", null, BodyFault.Missing, "$.location is required")]
    [InlineData("properties.configuration.triggerType", null, BodyFault.Missing, "$.properties.configuration.triggerType is required")]
    [InlineData(
        "properties.configuration.triggerType",
        "\"Sometimes\"",
        BodyFault.WrongValue,
        "$.properties.configuration.triggerType is \"Sometimes\", which is none of "
    )]
    [InlineData(
        "properties.configuration.replicaTimeout",
        "\"60\"",
        BodyFault.WrongType,
        "$.properties.configuration.replicaTimeout is no integer: \"60\""
    )]
    [InlineData(
        "properties.configuration.replicaTimeout",
        "1.5",
        BodyFault.NotWhole,
        "$.properties.configuration.replicaTimeout is no integer: 1.5"
    )]
    [InlineData("properties.configuration.registries", "{}", BodyFault.WrongType, "$.properties.configuration.registries is no array: {}")]
    [InlineData(
        "properties.configuration.colour",
        "1",
        BodyFault.Unknown,
        "$.properties.configuration.colour is not a member of JobConfiguration"
    )]
    [InlineData("properties.template", "[]", BodyFault.WrongType, "$.properties.template is no JobTemplate: []")]
    [InlineData(
        "properties.template.containers",
        "[{\"name\":7}]",
        BodyFault.WrongType,
        "$.properties.template.containers[0].name is no string: 7"
    )]
    [InlineData(
        "properties.template.containers",
        "[{},{\"probes\":[{\"type\":\"Nosy\"}]}]",
        BodyFault.WrongValue,
        "$.properties.template.containers[1].probes[0].type is \"Nosy\", which is none of "
    )]
    [InlineData(
        "properties.provisioningState",
        "\"Succeeded\"",
        BodyFault.ReadOnly,
        "$.properties.provisioningState is the service's to write"
    )]
    public void ABody_WithOneThingWrong_IsToldOfThat(string path, string? value, BodyFault fault, string text)
    {
        var problem = Assert.Single(Check(With(path, value), BodyPurpose.Put));

        Assert.Equal(fault, problem.Fault);
        Assert.StartsWith(text, problem.Text, StringComparison.Ordinal);
        Assert.StartsWith(problem.Path, problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ABody_WithNothingWrong_IsToldOfNothing() => Assert.Empty(Check(JsonNode.Parse(Good)!, BodyPurpose.Put));

    [Fact]
    public void APatch_NeedsNothing_AndAnAnswerMayHaveWhatOnlyAzureWrites()
    {
        Assert.Empty(Check(With("properties.configuration.triggerType", null), BodyPurpose.Patch));
        Assert.Empty(Check(With("properties.provisioningState", "\"Succeeded\""), BodyPurpose.Answer));
        Assert.NotEmpty(Check(With("properties.provisioningState", "\"Thinking\""), BodyPurpose.Answer));
    }

    // Bicep has no numbers with fractions; a text is none of these either.
    [Fact]
    public void AGap_OfThePublishedTypes_LetsThatThroughAndNothingElse()
    {
        Assert.Empty(Check(With("properties.template.containers", """[{"resources":{"cpu":0.5}}]"""), BodyPurpose.Put));
        Assert.Equal(
            "$.properties.template.containers[0].resources.cpu is no integer: \"0.5\"",
            Assert.Single(Check(With("properties.template.containers", """[{"resources":{"cpu":"0.5"}}]"""), BodyPurpose.Put)).Text
        );
    }

    [Fact]
    public void AGap_IsOfAMemberThatIsThere_AndSaysWhyItIsNone() => Assert.All(TypeGap.All, gap =>
        {
            Assert.NotEqual("", gap.Reason);
            Assert.True(gap.Covers(gap.Type, new(gap.Path.Replace("[]", "[3]", StringComparison.Ordinal), gap.Fault, "")));
            Assert.False(gap.Covers(gap.Type, new(gap.Path, BodyFault.Unknown, "")));
        });

    [Theory]
    [InlineData("""{"properties":{"jobType":"Command","command":"x","environmentId":"y"}}""", "")]
    [InlineData("""{"properties":{"jobType":"Command","command":"x"}}""", "$.properties.environmentId is required")]
    [InlineData(
        """{"properties":{"jobType":"Commando"}}""",
        "$.properties.jobType is 'Commando', which is none of AutoML, Command, Pipeline, Spark, Sweep"
    )]
    [InlineData("""{"properties":{"command":"x"}}""", "$.properties.jobType is required")]
    public void ABody_OfSeveralKinds_GoesByItsKind(string body, string problem) =>
        Assert.Equal(
            problem,
            string.Join(
                "; ",
                AzureTypes.Check("Microsoft.MachineLearningServices/workspaces/jobs", "2024-10-01", JsonNode.Parse(body), BodyPurpose.Put)
            )
        );

    [Fact]
    public void ATypeOrVersion_ThatAzureLacks_IsNamed() =>
        Assert.Contains(
            "Azure has no Microsoft.App/jobs@2019-01-01",
            Assert.Throws<ArgumentException>(() => AzureTypes.Body("Microsoft.App/jobs", "2019-01-01")).Message,
            StringComparison.Ordinal
        );

    private static IEnumerable<BodyProblem> Check(JsonNode body, BodyPurpose purpose) =>
        AzureTypes.Check("Microsoft.App/jobs", "2025-01-01", body, purpose);

    private static JsonNode With(string path, string? value)
    {
        var body = JsonNode.Parse(Good)!;
        var steps = path.Split('.');
        var at = steps[..^1].Aggregate(body, (node, step) => node[step]!).AsObject();
        at.Remove(steps[^1]);
        if (value is not null)
        {
            at[steps[^1]] = JsonNode.Parse(value);
        }

        return body;
    }
}
