using System.Reflection;

namespace ServerlessML.Functions;

/// <summary>
/// Which code this is, as recorded with each run: the assembly's informational version, with the commit where the build knew it.
/// </summary>
public static class CodeVersion
{
    public static string Current { get; } =
        typeof(CodeVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
