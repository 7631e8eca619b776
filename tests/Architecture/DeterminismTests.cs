using Mono.Cecil;

namespace ServerlessML.Tests.Architecture;

/// <summary>
/// Workflows are replayed: whatever they do must come out the same again. The built code is looked at, instruction by instruction.
/// </summary>
public sealed class DeterminismTests
{
    private static readonly string[] Types =
    [
        "System.TimeProvider",
        "System.Diagnostics.Stopwatch",
        "System.Random",
        "System.Environment",
        "System.Security.Cryptography.RandomNumberGenerator",
        "System.Threading.Thread",
        "System.Threading.ThreadPool",
        "System.Threading.Timer",
        "System.Threading.PeriodicTimer",
        "System.Timers.Timer",
        "System.Threading.Tasks.TaskFactory",
        "System.Threading.Tasks.Parallel",
        "System.Console",
        "System.AppContext",
    ];

    private static readonly string[] Namespaces = ["System.IO", "System.Net", "System.Diagnostics.Process", "Azure", "Microsoft.Data"];

    private static readonly string[] Members =
    [
        "System.DateTime::get_Now",
        "System.DateTime::get_UtcNow",
        "System.DateTime::get_Today",
        "System.DateTimeOffset::get_Now",
        "System.DateTimeOffset::get_UtcNow",
        "System.Guid::NewGuid",
        "System.Guid::CreateVersion7",
        "System.Threading.Tasks.Task::Run",
        "System.Threading.Tasks.Task::Delay",
        "System.Threading.Tasks.Task::Wait",
        "System.Threading.Tasks.Task::ConfigureAwait",
        "System.Threading.Tasks.Task`1::ConfigureAwait",
        "System.Threading.Tasks.Task::Yield",
        // Its continuations run on another thread than the orchestrator's.
        "System.Threading.CancellationTokenSource::CancelAsync",
        "System.Threading.CancellationTokenSource::CancelAfter",
    ];

    // The experiments' judges are called by workflows.
    [Theory]
    [InlineData("ServerlessML.Workflows")]
    [InlineData("ServerlessML.Experiments")]
    public void Instructions_OfReplayedCode_TouchNoClockNoChanceNoOutside(string name)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(System.Reflection.Assembly.Load(name).Location);
        Assert.Empty(assembly.MainModule.GetTypes().SelectMany(Touched));
    }

    [Fact]
    public void Scan_OfThisMethod_FindsWhatItTouches()
    {
        // Proves that the scan above can find something.
        _ = Guid.NewGuid();
        _ = File.Exists(DateTime.UtcNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(DeterminismTests).Assembly.Location);
        var found = Touched(assembly.MainModule.GetType(typeof(DeterminismTests).FullName)).ToList();
        Assert.Contains(found, line => line.Contains("NewGuid", StringComparison.Ordinal));
        Assert.Contains(found, line => line.Contains("UtcNow", StringComparison.Ordinal));
        Assert.Contains(found, line => line.Contains("System.IO.File", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Touched(TypeDefinition type) =>
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        let member = instruction.Operand as MemberReference
        where member is not null and not TypeReference { IsGenericParameter: true } && IsForbidden(member)
        select $"{method.FullName} touches {member.FullName}";

    private static bool IsForbidden(MemberReference member)
    {
        var type = (member as TypeReference ?? member.DeclaringType)?.GetElementType().FullName;
        return type is not null
            && (
                Types.Contains(type)
                || Namespaces.Any(name => type.StartsWith($"{name}.", StringComparison.Ordinal))
                || Members.Contains($"{type}::{member.Name}")
            );
    }
}
