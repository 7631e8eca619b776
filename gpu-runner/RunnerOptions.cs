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

    /// <summary><c>SERVERLESSML_RUNNER_LEASE_SECONDS</c>: a job whose runner died is seen again after this long. Renewed at a third of it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>SERVERLESSML_RUNNER_EXIT_WHEN_IDLE</c>: <c>true</c> ends the process when the queue is empty, as a job of a container service should.</summary>
    public bool ExitWhenIdle { get; init; }

    /// <summary><c>SERVERLESSML_IMAGE_DIGEST</c>: what the container was made from; recorded with each model.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>A job that was taken this often without a result is given up.</summary>
    public int MaxDequeues { get; init; } = 5;

    /// <summary>Longest wait between looks at an empty queue.</summary>
    public TimeSpan LongestPoll { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(20);

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
                var other => throw new InvalidOperationException($"The setting SERVERLESSML_RUNNER_DEVICE is '{other}': must be cpu or cuda."),
            },
            WorkDirectory = Text("SERVERLESSML_RUNNER_WORK") ?? options.WorkDirectory,
            Heartbeat = Seconds("SERVERLESSML_RUNNER_HEARTBEAT_SECONDS") ?? options.Heartbeat,
            Lease = Seconds("SERVERLESSML_RUNNER_LEASE_SECONDS") ?? options.Lease,
            ExitWhenIdle = Text("SERVERLESSML_RUNNER_EXIT_WHEN_IDLE") switch
            {
                null or "false" => false,
                "true" => true,
                var other => throw new InvalidOperationException(
                    $"The setting SERVERLESSML_RUNNER_EXIT_WHEN_IDLE is '{other}': must be true or false."),
            },
            ImageDigest = Text("SERVERLESSML_IMAGE_DIGEST"),
        };

        string? Text(string name) => setting(name) is { Length: > 0 } text ? text : null;

        TimeSpan? Seconds(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 3600
                ? TimeSpan.FromSeconds(seconds)
                : throw new InvalidOperationException($"The setting {name} is '{text}': must be 1 to 3600 seconds.");
        }
    }
}
