using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using ServerlessML.Bench.Serving;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Contracts.Training;

namespace ServerlessML.Bench.Training;

/// <summary>
/// What a job takes beside its training: from its message to its event, with a runner that waits, and with one that is started for it.
/// </summary>
internal static class RunnerOverhead
{
    private const double Goal = 1.5;
    private const double GoalOfContainers = 3;
    private const string Engine = "SERVERLESSML_RUNNER_ENGINE";
    private const int Rows = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static async Task MeasureAsync(TrainStage stage)
    {
        await MeasureAsync(stage, "process", Goal, new() { [Engine] = "" });
        var engine = Environment.GetEnvironmentVariable(Engine);
        if (string.IsNullOrEmpty(engine))
        {
            stage.Report.Add(
                Check.Missing(Name("container"), "s", $"<= {GoalOfContainers}", "no container engine: podman and buildah are needed")
            );
        }
        else
        {
            await MeasureAsync(stage, "container", GoalOfContainers, new() { [Engine] = engine });
        }
    }

    private static string Name(string mode) => $"a job of a waiting runner, recipe in a {mode}, apart from training";

    private static async Task MeasureAsync(TrainStage stage, string mode, double goal, Dictionary<string, string> settings)
    {
        var name = Name(mode);
        var program = Path.Combine(stage.Folder.Home, "artifacts", "bin", "GpuRunner", "release", "ServerlessML.GpuRunner.dll");
        if (!File.Exists(program))
        {
            stage.Report.Add(Check.Missing(name, "s", $"<= {goal}", $"{program} is not built"));
            return;
        }

        // Both modes meet the same store: a job of the same name would be one that has ended.
        await using var emulator = await Emulator.StartAsync(stage.Folder);
        var job = await JobAsync(emulator);
        (List<double> started, List<double> waiting) = ([], []);
        for (var round = 0; round < (stage.Options.Quick ? 2 : 4); round++)
        {
            var start = Stopwatch.GetTimestamp();
            await SendAsync(emulator, job, $"{mode}-cold-{round}");
            await using var runner = Runner(program, emulator, settings);
            started.Add(await EndAsync(emulator, start));
            for (var next = 0; next < 3; next++)
            {
                start = Stopwatch.GetTimestamp();
                await SendAsync(emulator, job, $"{mode}-warm-{round}-{next}");
                waiting.Add(await EndAsync(emulator, start));
            }
        }

        var cold = stage.Report.Keep($"runner, started for the job, recipe in a {mode}, seconds beside training", started);
        stage.Report.Add(
            Check.AtMost(name, stage.Report.Keep($"runner, waiting, recipe in a {mode}, seconds beside training", waiting), "s", goal) with
            {
                Note = $"{Report.Number(cold.Median)} s where the process is started for the job",
            }
        );
    }

    private static ChildProcess Runner(string program, Emulator emulator, Dictionary<string, string> settings)
    {
        var process = ChildProcess.Start(
            "dotnet",
            [program],
            null,
            new Dictionary<string, string>(settings) { ["AzureWebJobsStorage"] = emulator.Connection }
        );
        process.Ignore();
        return process;
    }

    private static async Task<TrainingJob> JobAsync(Emulator emulator)
    {
        StringBuilder csv = new("level,city,late\n");
        for (var i = 0; i < Rows; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{i * 37 % 1000},{(i % 3 == 0 ? "Bern" : "Graz")},{(i * 37 % 1000 > 500 ? 1 : 0)}\n");
        }

        var bytes = Encoding.UTF8.GetBytes(csv.ToString());
        DataFile file = new()
        {
            Name = "part.csv",
            Digest = await emulator.PutAsync(bytes),
            Bytes = bytes.Length,
            Format = DataFormat.Csv,
        };
        return new()
        {
            JobId = "job",
            RunId = "run",
            InstanceId = "bench",
            Attempt = 1,
            Recipe = "mlp",
            Seed = 1,
            Threads = TrainStage.Threads,
            Dataset = await emulator.Storage.Content.PutJsonAsync(new DatasetManifest { Pipeline = "bench", Files = [file] }),
            Data = new()
            {
                Columns = [new() { Name = "level", Type = ColumnType.Number }, new() { Name = "city", Type = ColumnType.Category }],
                Label = new() { Name = "late", Values = ["0", "1"] },
            },
            Holdout = 0.2,
            HoldoutSalt = "salt",
            Deadline = DateTimeOffset.UtcNow.AddHours(1),
        };
    }

    private static Task SendAsync(Emulator emulator, TrainingJob job, string id) =>
        emulator
            .Storage.Queues.GetQueueClient(StorageLayout.TrainingJobs)
            .SendMessageAsync(JsonSerializer.Serialize(job with { JobId = id }, Wire.Options));

    /// <returns>Seconds since the start, less those of the training.</returns>
    private static async Task<double> EndAsync(Emulator emulator, long start)
    {
        var events = emulator.Storage.Queues.GetQueueClient(StorageLayout.TrainingEvents);
        while (Stopwatch.GetElapsedTime(start) < Patience)
        {
            QueueMessage? message = await events.ReceiveMessageAsync();
            if (message is null)
            {
                await Task.Delay(Look);
                continue;
            }

            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            await events.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            var ended = JsonSerializer.Deserialize<TrainingEvent>(message.Body, Wire.Options)!;
            return ended.Result is { } result
                ? seconds - result.TrainingSeconds
                : throw new InvalidOperationException($"The job failed: {ended.Error}");
        }

        throw new InvalidOperationException("The job did not end.");
    }
}
