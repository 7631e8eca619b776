using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Pulumi.Testing;

namespace Pulumi;

/// <summary>A run of a program. This one has no engine behind it: it runs under mocks, and remembers what was registered.</summary>
public sealed partial class Deployment : IDeploymentInternal
{
    private static readonly AsyncLocal<Deployment?> Running = new();

    private readonly ImmutableDictionary<string, string> _config = ReadConfig();

    private Deployment(IMocks mocks, TestOptions? options)
    {
        _mocks = mocks;
        ProjectName = options?.ProjectName ?? "project";
        StackName = options?.StackName ?? "stack";
        OrganizationName = options?.OrganizationName ?? "organization";
        IsDryRun = options?.IsPreview ?? true;
    }

    public static DeploymentInstance Instance => new(Required);

    internal string ProjectName { get; }
    internal string StackName { get; }
    internal string OrganizationName { get; }
    internal bool IsDryRun { get; }

    internal static Deployment? Current => Running.Value;

    internal static Deployment Required =>
        Current ?? throw new InvalidOperationException("Trying to acquire Deployment.Instance before 'Run' was called.");

    internal Stack Stack
    {
        get => field ?? throw new InvalidOperationException("Trying to acquire Deployment.Stack before 'Run' was called.");
        set;
    }

    string IDeployment.ProjectName => ProjectName;

    string IDeployment.StackName => StackName;

    string? IDeploymentInternal.GetConfig(string fullKey) => GetConfig(fullKey);

    internal string? GetConfig(string fullKey) => _config.GetValueOrDefault(fullKey);

    /// <summary>Always fails: the stand-in cannot reach an engine.</summary>
    /// <returns>1.</returns>
    public static async Task<int> RunAsync<TStack>()
        where TStack : Stack, new()
    {
        await Console
            .Error.WriteLineAsync(
                "This build has stand-ins for the Pulumi packages, which can preview and test but not deploy. Set the "
                    + "environment variable GenuinePulumi=true, so that 'pulumi up' builds with the genuine packages."
            )
            .ConfigureAwait(false);
        return 1;
    }

    /// <exception cref="RunException">The program failed.</exception>
    /// <exception cref="AggregateException">It failed in several places.</exception>
    public static async Task<ImmutableArray<Resource>> TestAsync<TStack>(IMocks mocks, TestOptions? options = null)
        where TStack : Stack, new()
    {
        Deployment deployment = new(mocks, options);
        Running.Value = deployment;
        try
        {
            deployment.Track(
                Task.Run(() =>
                    (
                        (TStack)Activator.CreateInstance(typeof(TStack), BindingFlags.DoNotWrapExceptions, null, null, null)!
                    ).RegisterPropertyOutputs()
                )
            );
            await deployment.FinishAsync().ConfigureAwait(false);
        }
        finally
        {
            Running.Value = null;
        }

        return deployment.Registered;
    }

    // The engine's own variable: a JSON object of full keys and values.
    private static ImmutableDictionary<string, string> ReadConfig() =>
        Environment.GetEnvironmentVariable("PULUMI_CONFIG") is { Length: > 0 } text
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(text)!.ToImmutableDictionary()
            : [];
}
