using System.Globalization;
using ServerlessML.Ml.Training;

namespace ServerlessML.GpuRunner;

/// <summary>The runner's settings, each an environment variable.</summary>
public sealed record RunnerOptions
{
    /// <summary><c>SERVERLESSML_RUNNER_NAME</c>: says in the job's progress who has it.</summary>
    public string Name { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary><c>SERVERLESSML_RUNNER_DEVICE</c>: <c>cpu</c> or <c>cuda</c>.</summary>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary><c>SERVERLESSML_RUNNER_WORK</c>: holds a job's files while it runs.</summary>
    public string WorkDirectory { get; init; } = Path.GetTempPath();

    /// <summary><c>SERVERLESSML_RUNNER_HEARTBEAT_SECONDS</c>: how often the job's progress is written.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// <c>SERVERLESSML_RUNNER_LEASE_SECONDS</c>: a job whose runner died is seen again after this long. Renewed at a third of it.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// <c>SERVERLESSML_RUNNER_EXIT_WHEN_IDLE</c>: <c>true</c> ends the process when the queue is empty, as a job of a container service
    /// should.
    /// </summary>
    public bool ExitWhenIdle { get; init; }

    /// <summary>
    /// <c>SERVERLESSML_RUNNER_ENGINE</c>: starts each recipe in a container by this command, <c>podman</c> or <c>docker</c> with its global
    /// options; without it, as a process.
    /// </summary>
    public IReadOnlyList<string> Engine { get; init; } = [];

    /// <summary><c>SERVERLESSML_RUNNER_ENGINE_ARGUMENTS</c>: more options of the engine's <c>run</c>.</summary>
    public IReadOnlyList<string> EngineArguments { get; init; } = [];

    /// <summary><c>SERVERLESSML_RUNNER_IMAGE</c>: what a recipe's container is made from where the job does not say.</summary>
    public string? Image { get; init; }

    /// <summary><c>SERVERLESSML_RUNNER_HIDDEN</c>: directories, separated by ':', that no recipe may reach.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary><c>SERVERLESSML_RUNNER_MEMORY_MB</c>: most that a recipe may take where the job does not say; without it, any.</summary>
    public long? Memory { get; init; }

    /// <summary><c>SERVERLESSML_RUNNER_OUTPUT_MB</c>: most that a recipe may leave on the disk where the job does not say.</summary>
    public long Output { get; init; } = 10_000_000_000;

    /// <summary><c>SERVERLESSML_RUNNER_STALL_SECONDS</c>: how long a recipe may say nothing where the job does not say.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary><c>SERVERLESSML_RUNNER_CHECKPOINT_SECONDS</c>: between two checkpoints where the job does not say.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// <c>SERVERLESSML_RUNNER_GRACE_SECONDS</c>: how long a recipe may take to leave a checkpoint when the runner is told to end. Spot
    /// machines give 30 s in all.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// <c>SERVERLESSML_RUNNER_CAPACITY</c>: <c>on-demand</c> takes the jobs that must not be taken away, of a queue of their own;
    /// <c>spot</c> the others; without it, both.
    /// </summary>
    public string? Capacity { get; init; }

    /// <summary><c>SERVERLESSML_IMAGE_DIGEST</c>: what the container was made from; recorded with each model.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>
    /// An attempt that was taken this often without a result is over: machines may be taken away as often, and the next attempt goes on
    /// from its checkpoint, the last one where none is taken away.
    /// </summary>
    public int MaxDequeues { get; init; } = 5;

    /// <summary>Longest wait between looks at an empty queue.</summary>
    public TimeSpan LongestPoll { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan ShutdownTimeout => Grace + TimeSpan.FromSeconds(8);

    public string DeviceName => Device == Device.Cuda ? "cuda" : "cpu";

    /// <exception cref="InvalidOperationException">A setting is not what it must be; the message names it.</exception>
    public static RunnerOptions From(Func<string, string?> setting)
    {
        var options = new RunnerOptions();
        return options with
        {
            Name = Text("SERVERLESSML_RUNNER_NAME") ?? options.Name,
            Device = Text("SERVERLESSML_RUNNER_DEVICE") switch
            {
                null or "cpu" => Device.Cpu,
                "cuda" => Device.Cuda,
                var other => throw new InvalidOperationException(
                    $"The setting SERVERLESSML_RUNNER_DEVICE is '{other}'; it must be cpu or cuda."
                ),
            },
            WorkDirectory = Text("SERVERLESSML_RUNNER_WORK") ?? options.WorkDirectory,
            Heartbeat = Seconds("SERVERLESSML_RUNNER_HEARTBEAT_SECONDS") ?? options.Heartbeat,
            Lease = Seconds("SERVERLESSML_RUNNER_LEASE_SECONDS") ?? options.Lease,
            ExitWhenIdle = Text("SERVERLESSML_RUNNER_EXIT_WHEN_IDLE") switch
            {
                null or "false" => false,
                "true" => true,
                var other => throw new InvalidOperationException(
                    $"The setting SERVERLESSML_RUNNER_EXIT_WHEN_IDLE is '{other}'; it must be true or false."
                ),
            },
            Capacity = Text("SERVERLESSML_RUNNER_CAPACITY") switch
            {
                var known and (null or TrainingResources.Spot or TrainingResources.OnDemand) => known,
                var other => throw new InvalidOperationException(
                    $"The setting SERVERLESSML_RUNNER_CAPACITY is '{other}'; it must be spot or on-demand."
                ),
            },
            ImageDigest = Text("SERVERLESSML_IMAGE_DIGEST"),
            Engine = Words("SERVERLESSML_RUNNER_ENGINE"),
            EngineArguments = Words("SERVERLESSML_RUNNER_ENGINE_ARGUMENTS"),
            Image = Text("SERVERLESSML_RUNNER_IMAGE"),
            Hidden =
            [
                .. (Text("SERVERLESSML_RUNNER_HIDDEN") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Directory.Exists),
            ],
            Memory = Megabytes("SERVERLESSML_RUNNER_MEMORY_MB"),
            Output = Megabytes("SERVERLESSML_RUNNER_OUTPUT_MB") ?? options.Output,
            Stall = Seconds("SERVERLESSML_RUNNER_STALL_SECONDS") ?? options.Stall,
            CheckpointEvery = Seconds("SERVERLESSML_RUNNER_CHECKPOINT_SECONDS") ?? options.CheckpointEvery,
            Grace = Seconds("SERVERLESSML_RUNNER_GRACE_SECONDS") ?? options.Grace,
        };

        string? Text(string name) => setting(name) is { Length: > 0 } text ? text : null;

        string[] Words(string name) => Text(name)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

        long? Megabytes(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            return
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes)
                && megabytes is >= 16 and <= 16_000_000
                ? megabytes * 1_000_000
                : throw new InvalidOperationException($"The setting {name} is '{text}'; it must be 16 to 16000000 megabytes.");
        }

        TimeSpan? Seconds(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 3600
                ? TimeSpan.FromSeconds(seconds)
                : throw new InvalidOperationException($"The setting {name} is '{text}'; it must be 1 to 3600 seconds.");
        }
    }
}
