using System.Globalization;
using System.Runtime.InteropServices;
using ServerlessML.Models.Confinement;

namespace ServerlessML.GpuRunner.Supervision;

/// <summary>How a job's recipe is started: as a process here, or in a container of its own.</summary>
internal sealed class RecipeCommands(RunnerOptions options)
{
    private const string ContainerIn = "/job/in";
    private const string ContainerOut = "/job/out";

    /// <summary>Neither root nor anybody on the machine.</summary>
    private const string Nobody = "65532:65532";

    private static readonly string[] PassedOn =
    [
        "PATH",
        "LD_LIBRARY_PATH",
        "DOTNET_ROOT",
        "DOTNET_TieredPGO",
        "CUDA_VISIBLE_DEVICES",
        "NVIDIA_VISIBLE_DEVICES",
        "NVIDIA_DRIVER_CAPABILITIES",
    ];

    public RecipeCommand For(TrainingJob job, JobFolder folder)
    {
        var network = job.Network == true;
        if (options.Engine.Count > 0)
        {
            return Container(job, folder, network);
        }

        var line = job.Recipe == ExternalRecipe.Name ? ExternalRecipe.Command(job) : Own("recipe");
        var environment = Inherited();
        Add(environment, job.Threads, folder.In, folder.Out, folder.Temporary);
        var hidden = options.Hidden.Where(path => !IsIn(folder.Path, path)).ToList();
        if (NamespaceProbe.Command(network, hidden) is { } apart)
        {
            return new([.. apart, .. line], environment, Isolation.Namespaces, network);
        }

        return job.Recipe == ExternalRecipe.Name && hidden.Count > 0
            ? throw new RecipeFailedException(
                "This machine lets no process have namespaces of its own (unshare, mount, setpriv), so that the recipe would reach the "
                    + "system's tokens and data. Start the system with '--runner container', or permit user namespaces.",
                retryable: false
            )
            : new(line, environment, Isolation.Process, HasNetwork: true);
    }

    /// <summary>The check of a model, without network and without other processes in sight where this machine allows it.</summary>
    public RecipeCommand Check(string place, string temporary)
    {
        var environment = Inherited();
        Add(environment, threads: 1, place, place, temporary);
        var line = Own("check");
        return NamespaceProbe.Command(network: false, [.. options.Hidden.Where(path => !IsIn(place, path))]) is { } apart
            ? new([.. apart, .. line], environment, Isolation.Namespaces, HasNetwork: false, Folder: temporary)
            : new(line, environment, Isolation.Process, HasNetwork: true, Folder: temporary);
    }

    private static bool IsIn(string path, string folder) =>
        Path.GetFullPath(path).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + '/', StringComparison.Ordinal);

    private static Dictionary<string, string> Inherited() =>
        PassedOn
            .Where(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
            .ToDictionary(name => name, name => Environment.GetEnvironmentVariable(name)!, StringComparer.Ordinal);

    private RecipeCommand Container(TrainingJob job, JobFolder folder, bool network)
    {
        var image = job.Image
            ?? options.Image
            ?? throw new RecipeFailedException(
                "The runner starts recipes in containers, and neither the job nor SERVERLESSML_RUNNER_IMAGE names an image. "
                    + "State 'training.image' in pipeline.yaml, or set the variable.",
                retryable: false
            );
        // Also here: the job may come from a definition of before the rule.
        if (!ImageReference.Is(image))
        {
            throw new RecipeFailedException($"The image of the recipe's container must be {ImageReference.Rule}.", retryable: false);
        }

        var name = $"serverlessml-{Path.GetFileName(folder.Path)}";
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(environment, job.Threads, ContainerIn, ContainerOut, "/tmp");
        List<string> line =
        [
            .. options.Engine,
            "run",
            "--name",
            name,
            "--label",
            $"serverlessml.job={job.JobId}",
            "--network",
            network ? "host" : "none",
            "--read-only",
            "--tmpfs",
            "/tmp",
            "--pull",
            "never",
            "--cap-drop",
            "all",
            "--security-opt",
            "no-new-privileges",
            .. User(),
            "--volume",
            $"{folder.In}:{ContainerIn}:ro",
            "--volume",
            $"{folder.Out}:{ContainerOut}",
        ];
        if ((job.Resources?.Memory ?? options.Memory) is { } memory)
        {
            // No swap beyond it: a recipe that swaps is slower than one that is started again.
            line.AddRange(["--memory", Text(memory), "--memory-swap", Text(memory)]);
        }

        if (job.Resources?.Cpus is { } cpus)
        {
            line.AddRange(["--cpus", Text(cpus)]);
        }

        foreach (var (key, value) in environment)
        {
            line.AddRange(["--env", $"{key}={value}"]);
        }

        line.AddRange(options.EngineArguments);
        var command = job.Recipe == ExternalRecipe.Name ? ExternalRecipe.Command(job) : ["recipe"];
        if (job.Recipe == ExternalRecipe.Name)
        {
            line.Add($"--entrypoint={command[0]}");
            command = [.. command.Skip(1)];
        }

        return new(
            [.. line, image, .. command],
            EngineEnvironment(),
            Isolation.Container,
            network,
            Kill: [.. options.Engine, "rm", "--force", "--time", "0", name],
            WasKilledForMemory: [.. options.Engine, "inspect", "--format", "{{.State.OOMKilled}}", name]
        );
    }

    private IEnumerable<string> User() =>
        Environment.UserName == "root" ? ["--user", Nobody]
        : options.Engine[0].EndsWith("podman", StringComparison.Ordinal) ? ["--userns", "keep-id"]
        : ["--user", Nobody];

    // The engine is ours, and finds its own settings.
    private static Dictionary<string, string> EngineEnvironment() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .Where(pair => !((string)pair.Key).StartsWith("AzureWebJobs", StringComparison.Ordinal))
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal);

    private static void Add(Dictionary<string, string> environment, int threads, string @in, string @out, string temporary)
    {
        environment[JobFolder.InVariable] = @in;
        environment[JobFolder.OutVariable] = @out;
        environment["HOME"] = temporary;
        environment["TMPDIR"] = temporary;
        environment["LANG"] = "C.UTF-8";
        environment["PYTHONDONTWRITEBYTECODE"] = "1";
        environment["DOTNET_gcServer"] = "0";
        environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var library in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"])
        {
            environment[library] = Text(threads);
        }
    }

    private static IReadOnlyList<string> Own(string verb)
    {
        var assembly = typeof(RecipeCommands).Assembly.Location;
        var program = Path.ChangeExtension(assembly, null);
        // Beside the assembly there is the program of the same name, but it finds a .NET in the usual places only.
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return File.Exists(host) ? [host, "exec", assembly, verb] : [program, verb];
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
