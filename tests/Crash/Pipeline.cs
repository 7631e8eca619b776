using System.Globalization;
using System.Text;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Crash;

/// <summary>A pipeline whose models are small, and the data engineer who lands its batches.</summary>
public sealed class Pipeline(string name, int approvals, StorageClients storage)
{
    private const int Rows = 1200;
    private readonly List<string> _landed = [];

    public string Name => name;

    public IReadOnlyList<string> Landed => _landed;

    /// <summary>Whether its rollouts go by evidence.</summary>
    public bool Watched { get; init; }

    /// <summary>How long the first step lasts of a rollout that does not.</summary>
    public string Bake { get; init; } = "500ms";

    public string Yaml =>
        $$"""
            name: {{name}}
            data:
              columns:
                level: { type: number }
                city: { type: category }
              label: { name: late, values: [0, 1] }
            training:
              recipe: linear
              parameters: { epochs: 1, batch-size: 256 }
              threads: 1
              heartbeat: 10s
              max-attempts: 9
            evaluation:
              min-auc: 0
              min-gain: -1
              limits: { skill: -100, calibration-slope: -100, observed-to-expected: 100 }
              unproven: accept
            approval: { approvals: {{approvals}} }
            rollout:
              steps:
                - { weight: 50, bake: {{(Watched ? "3s" : Bake)}} }
                - { weight: 100, bake: {{(Watched ? "2s" : "0s")}} }
              max-error-rate: 1{{(Watched ? Watch : "")}}
            serving:
              capture: {{(Watched ? 1 : 0)}}
            """;

    private const string Watch = """

          min-requests: 3
          look-every: 1s
          aa: { duration: 2s, min-requests: 20 }
          shadow: { share: 1, duration: 2s, min-requests: 10, max-error-rate: 0.5 }
          guardrails: { max-p99: 10m }
          experiment: { metric: outcome, margin: 0.3, min-outcomes: 30 }
        """;

    public Task PutAsync(Api api) =>
        WaitFor.ValueAsync($"pipeline {name} to be stored", () => api.PutAsync($"/api/pipelines/{name}", Yaml));

    /// <summary>Lands the next batch: two files, then the marker.</summary>
    public async Task LandAsync()
    {
        var batch = $"batch-{_landed.Count + 1}";
        for (var part = 0; part < 2; part++)
        {
            await WriteAsync(batch, $"part-{part}.csv", Csv(_landed.Count, part));
        }

        await WriteAsync(batch, StorageLayout.CompleteMarker, "");
        _landed.Add(batch);
    }

    private Task WriteAsync(string batch, string file, string text) =>
        storage
            .Blobs.GetBlobContainerClient(StorageLayout.Landing)
            .GetBlobClient(StorageLayout.Batch(name, batch) + file)
            .UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), overwrite: true);

    private string Csv(int batch, int part)
    {
        string[] cities = ["Bern", "Graz", "Linz"];
        var random = new Random((batch * 31) + part);
        var text = new StringBuilder("level,city,late\n");
        for (var row = 0; row < Rows; row++)
        {
            var city = random.Next(cities.Length);
            var late = random.NextDouble() < (city == 0 ? 0.7 : 0.3) ? 1 : 0;
            text.Append(CultureInfo.InvariantCulture, $"{random.NextDouble():F6},{cities[city]},{late}\n");
        }

        return text.ToString();
    }
}
