using System.Text.Json.Nodes;
using ServerlessML.ArmTypes;

namespace ServerlessML.Tests.Azure.Arm;

/// <summary>The check that every other test leans on finds what is wrong.</summary>
public sealed class SpecificationTests
{
    [Theory]
    [InlineData("""{"containers":[{"name":"a","env":[{"name":"x","value":"y"}]}]}""", "")]
    [InlineData("""{"containers":[{"name":"a","probes":[]}]}""", "$.containers[0].probes is not a member of JobExecutionTemplate")]
    [InlineData("""{"containers":[{"name":7}]}""", "$.containers[0].name is no string: 7")]
    [InlineData(
        """{"containers":[{"resources":{"ephemeralStorage":"1Gi"}}]}""",
        "$.containers[0].resources.ephemeralStorage is the service's to write"
    )]
    public void Check_AnExecution_FindsWhatIsWrong(string document, string problem) =>
        Assert.Equal(
            problem,
            string.Join("; ", Specification.ContainerApps.Check("JobExecutionTemplate", JsonNode.Parse(document), BodyPurpose.Put))
        );

    [Theory]
    [InlineData("""{"value":[{"name":"a","properties":{"status":"Running","template":{"containers":[{"name":"a"}]}}}]}""", "")]
    [InlineData(
        """{"value":[{"properties":{"status":"Idle"}}]}""",
        "$.value[0].properties.status is 'Idle', which is no JobExecutionRunningState"
    )]
    [InlineData(
        """{"value":[{"properties":{"template":{"volumes":[]}}}]}""",
        "$.value[0].properties.template.volumes is not a member of JobExecutionTemplate"
    )]
    [InlineData("""{"value":{}}""", "$.value is no array")]
    [InlineData("""{}""", "$.value is required")]
    public void Check_AListOfExecutions_FindsWhatIsWrong(string document, string problem) =>
        Assert.Equal(
            problem,
            string.Join("; ", Specification.ContainerApps.Check("ContainerAppJobExecutions", JsonNode.Parse(document), BodyPurpose.Answer))
        );

    [Theory]
    [InlineData("""{"properties":{"jobType":"Command","command":"x","environmentId":"y"}}""", "")]
    [InlineData("""{"properties":{"jobType":"Command","command":"x"}}""", "$.properties.environmentId is required")]
    [InlineData(
        """{"properties":{"jobType":"Commando"}}""",
        "$.properties.jobType is 'Commando', which is none of AutoML, Command, Pipeline, Spark, Sweep"
    )]
    [InlineData(
        """{"properties":{"jobType":"Command","command":"x","environmentId":"y","status":"Running"}}""",
        "$.properties.status is the service's to write"
    )]
    [InlineData(
        """{"properties":{"jobType":"Command","command":"x","environmentId":"y","limits":{"timeout":"PT1H"}}}""",
        "$.properties.limits.jobLimitsType is required"
    )]
    public void Check_AJob_GoesByItsKind(string document, string problem) =>
        Assert.Equal(
            problem,
            string.Join(
                "; ",
                Specification.MachineLearning.Check(
                    "Microsoft.MachineLearningServices/workspaces/jobs",
                    JsonNode.Parse(document),
                    BodyPurpose.Put
                )
            )
        );

    [Theory]
    [InlineData("""{"location":"x","properties":{"authMode":"Key","traffic":{"a":10.5}}}""", "$.properties.traffic.a is no integer: 10.5")]
    [InlineData("""{"properties":{"authMode":"Key"}}""", "$.location is required")]
    public void Check_AnEndpoint_FindsWhatIsWrong(string document, string problem) =>
        Assert.Equal(
            problem,
            string.Join(
                "; ",
                Specification.MachineLearning.Check(
                    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
                    JsonNode.Parse(document),
                    BodyPurpose.Put
                )
            )
        );
}
