using ServerlessML.Infra.Settings;

namespace ServerlessML.Tests.Infra;

public sealed class StackSettingsTests
{
    [Fact]
    public void From_NothingButWhatIsNeeded_TakesTheDefaults()
    {
        var settings = Read();

        Assert.False(settings.Production);
        Assert.Equal(
            (GpuProfiles.T4, DurableBackendKind.Storage, false, 0, 2),
            (settings.GpuProfile, settings.DurableBackend, settings.PrivateNetwork, settings.GatewayMinReplicas, settings.MaxTrainingJobs)
        );
    }

    [Fact]
    public void From_Production_HasItsOwnDefaults()
    {
        var settings = Read(("production", "true"), ("alertEmails", "a@example.org, b@example.org"));

        Assert.Equal((true, 2, 90), (settings.PrivateNetwork, settings.GatewayMinReplicas, settings.LogRetentionDays));
        Assert.Equal(["a@example.org", "b@example.org"], settings.AlertEmails);
    }

    [Theory]
    [InlineData("location", null, "is missing")]
    [InlineData("location", "Sweden Central", "short name")]
    [InlineData("production", "yes", "true or false")]
    [InlineData("gpuProfile", "V100", "one of Consumption-GPU-NC8as-T4")]
    [InlineData("durableBackend", "netherite", "one of storage, scheduler")]
    [InlineData("schedulerSku", "Free", "Consumption, Dedicated")]
    [InlineData("trainingStart", "cron", "queue, job")]
    [InlineData("trafficTarget", "split", "one of gateway, revisions")]
    [InlineData("servedDeployment", "flights", "trafficTarget revisions")]
    [InlineData("trafficArm", "blue", "{version}")]
    [InlineData("trafficArm", "V2-{version}", "{version}")]
    [InlineData("apiClientId", null, "docs/how-to/deploy-to-azure.md")]
    [InlineData("apiClientId", "my-app", "GUID")]
    [InlineData("release", "v 1", "image tag")]
    [InlineData("monthlyBudget", "lots", "whole number")]
    [InlineData("monthlyBudget", "-1", "0 to 10000000")]
    [InlineData("budgetStart", null, "monthlyBudget to 0")]
    [InlineData("budgetStart", "2026-11-15", "first day of a month")]
    [InlineData("alertEmails", "nobody", "e-mail")]
    [InlineData("allowedAddresses", "everybody", "IPv4")]
    [InlineData("allowedAddresses", "::1", "IPv4")]
    [InlineData("gatewayMaxReplicas", "0", "1 to 300")]
    [InlineData("maxTrainingJobs", "1.5", "whole number")]
    [InlineData("orchestrationRetentionDays", "60", "at most 30 days")]
    [InlineData("otlpEndpoint", "collector:4317", "http address")]
    [InlineData("runRetentionDays", "1", "30 to 3650")]
    public void From_AWrongSetting_NamesItAndSaysWhatItMustBe(string setting, string? value, string hint)
    {
        var thrown = Assert.Throws<SettingException>(() => Read((setting, value)));

        Assert.Equal(setting, thrown.Setting);
        Assert.StartsWith($"The stack setting serverlessml:{setting} ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(hint, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_AGpuThatTheRegionLacks_NamesRegionsThatHaveIt()
    {
        var thrown = Assert.Throws<SettingException>(() => Read(("location", "germanywestcentral")));

        Assert.Equal("gpuProfile", thrown.Setting);
        Assert.Contains("swedencentral", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("germanywestcentral", Read(("location", "germanywestcentral"), ("anyRegion", "true")).Location);
        Assert.Equal("germanywestcentral", Read(("location", "germanywestcentral"), ("gpuProfile", "none")).Location);
    }

    [Theory]
    [InlineData("gatewayMinReplicas", "1", "at least 2")]
    [InlineData("gatewayMaxReplicas", "1", "below gatewayMinReplicas")]
    [InlineData("alertEmails", null, "a recipient")]
    public void From_AProductionThatIsNone_IsRefused(string setting, string? value, string hint)
    {
        var thrown = Assert.Throws<SettingException>(() =>
            Read(("production", "true"), ("alertEmails", "ops@example.org"), (setting, value))
        );

        Assert.Equal(setting, thrown.Setting);
        Assert.Contains(hint, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "is missing: trafficTarget revisions needs")]
    [InlineData("two--hyphens", "becomes a container app's name")]
    public void From_RevisionsWithoutADeploymentTheyCouldBeOf_IsRefused(string? deployment, string hint)
    {
        var thrown = Assert.Throws<SettingException>(() => Read(("trafficTarget", "revisions"), ("servedDeployment", deployment)));
        Assert.Equal("servedDeployment", thrown.Setting);
        Assert.Contains(hint, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_APreview_DoesWithoutTheAppRegistration() =>
        Assert.Null(
            StackSettings
                .From(
                    name =>
                        name switch
                        {
                            "location" => "swedencentral",
                            "monthlyBudget" => "0",
                            _ => null,
                        },
                    isPreview: true
                )
                .ApiClientId
        );

    private static StackSettings Read(params (string Name, string? Value)[] others)
    {
        Dictionary<string, string?> settings = new()
        {
            ["location"] = "swedencentral",
            ["apiClientId"] = "11111111-2222-3333-4444-555555555555",
            ["budgetStart"] = "2026-11-01",
        };
        foreach (var (name, value) in others)
        {
            settings[name] = value;
        }

        return StackSettings.From(name => settings.GetValueOrDefault(name), isPreview: false);
    }
}
