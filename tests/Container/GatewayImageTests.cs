using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Serving;

namespace ServerlessML.Tests.Container;

/// <summary>
/// The gateway's image as it is deployed: a container without root, rights or a disk of its own, that finds its plan in storage and
/// answers.
/// </summary>
public sealed class GatewayImageTests : IAsyncLifetime
{
    private const string Tag = "localhost/serverlessml-gateway:test";
    private const string Deployment = "flights";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly AzuriteFixture _azurite = new();
    private readonly string _name = AzuriteFixture.Unique("serverlessml-gateway");

    public Task InitializeAsync() => _azurite.InitializeAsync();

    public Task DisposeAsync() => _azurite.DisposeAsync();

    [SkippableFact]
    public async Task Gateway_InItsImage_AnswersWithoutRootOrADiskAndEndsInOrder()
    {
        var missing = await ImageFixture.MissingToolAsync();
        Skip.If(missing is not null, missing);
        var (code, said) = await ImageFixture.RunAsync(Path.Combine(Repository.Root, "eng", "image"), ["--part", "gateway", "--tag", Tag]);
        Skip.If(code != 0, said.Trim());
        await PublishAsync();
        var settings = File.ReadAllLines(Path.Combine(Repository.Root, "artifacts", "image", "gateway.env"))
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('\''), StringComparer.Ordinal);
        var engine = settings["SERVERLESSML_RUNNER_ENGINE"].Split(' ');

        using var container = Start(
            engine,
            settings["SERVERLESSML_RUNNER_ENGINE_ARGUMENTS"].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(container) };
            await WaitFor.TrueAsync("the probe to find it ready", async () =>
                (await client.GetAsync("ready")).StatusCode == HttpStatusCode.OK
            );
            await WaitFor.TrueAsync("the plan to be served", async () =>
                (await client.GetAsync($"v1/{Deployment}")).StatusCode == HttpStatusCode.OK
                && (string?)JsonNode.Parse(await client.GetStringAsync($"v1/{Deployment}"))!["state"] == "serving"
            );

            using var answer = await client.PostAsync(
                $"v1/{Deployment}/predict",
                new StringContent("""{"rows":[{"distance":733,"origin":"ORD"}]}""", Encoding.UTF8, "application/json")
            );
            Assert.Equal((HttpStatusCode.OK, "1"), (answer.StatusCode, answer.Headers.GetValues("X-Model-Version").Single()));

            const string tells =
                "echo $(id -u) $(grep -c CapEff:.0000000000000000 /proc/1/status) $(touch /program/x 2>/dev/null && echo "
                + "writable || echo read-only) $(touch /x 2>/dev/null && echo writable || echo read-only)";
            Assert.Equal(
                "65532 1 read-only read-only",
                (await ImageFixture.RunAsync(engine[0], [.. engine.Skip(1), "exec", _name, "sh", "-c", tells])).Said.Trim()
            );
        }
        finally
        {
            await ImageFixture.RunAsync(engine[0], [.. engine.Skip(1), "kill", "--signal", "TERM", _name]);
            await container.WaitForExitAsync().WaitAsync(Patience);
        }

        Assert.Equal(0, container.ExitCode);
        // What it counted is kept at its end.
        var counts = Assert.Single(await CountsAsync());
        Assert.True(counts.Final);
        Assert.Equal(1, counts.Arms.Single(arm => arm.Lane == Lane.Live).Requests);
    }

    private Process Start(string[] engine, string[] arguments)
    {
        // Port 0: whichever is free, and the log says which.
        string[] environment =
        [
            $"AzureWebJobsStorage={_azurite.ConnectionString}",
            "ASPNETCORE_URLS=http://127.0.0.1:0",
            "Gateway__CountsInterval=600000",
        ];
        return Process.Start(
            new ProcessStartInfo(
                engine[0],
                [
                    .. engine.Skip(1),
                    "run",
                    "--rm",
                    "--name",
                    _name,
                    "--network",
                    "host",
                    "--read-only",
                    "--tmpfs",
                    "/tmp",
                    "--cap-drop",
                    "all",
                    "--security-opt",
                    "no-new-privileges",
                    .. arguments,
                    .. environment.SelectMany(pair => (string[])["--env", pair]),
                    Tag,
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
    }

    private static async Task<Uri> AddressAsync(Process container)
    {
        const string Listening = "Now listening on: ";
        while (await container.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                // Nobody else reads on, and a full pipe would stop it.
                _ = container.StandardOutput.ReadToEndAsync();
                return new Uri(line[(at + Listening.Length)..].TrimEnd('/') + "/");
            }
        }

        throw new InvalidOperationException("The container ended before it listened.");
    }

    private async Task PublishAsync()
    {
        var storage = StorageClients.From(name => name == StorageClients.Setting ? _azurite.ConnectionString : null);
        await storage.CreateLayoutAsync();
        await storage.Documents.CreateAsync(
            StorageLayout.Deployments,
            StorageLayout.Plan(Deployment),
            new TrafficPlan
            {
                Deployment = Deployment,
                Revision = 1,
                Salt = "salt",
                By = "a test",
                Reason = "because",
                ChangeId = "change-1",
                UpdatedAt = DateTimeOffset.UnixEpoch,
                Arms =
                [
                    new()
                    {
                        Version = 1,
                        Model = await storage.Content.PutAsync(TestModels.Flights(0)),
                        Weight = TrafficPlan.WholeWeight,
                    },
                ],
            }
        );
    }

    private async Task<List<ServedCounts>> CountsAsync()
    {
        var storage = StorageClients.From(name => name == StorageClients.Setting ? _azurite.ConnectionString : null);
        List<ServedCounts> counts = [];
        await foreach (var name in storage.Documents.ListAsync(StorageLayout.Counts, $"{Deployment}/"))
        {
            counts.Add((await storage.Documents.ReadAsync<ServedCounts>(StorageLayout.Counts, name))!.Value);
        }

        return counts;
    }
}
