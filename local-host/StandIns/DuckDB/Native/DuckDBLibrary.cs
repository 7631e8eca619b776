using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>Finds libduckdb: beside the program, in <c>SERVERLESSML_NATIVES</c>, then where npm put it when this was built.</summary>
internal static class DuckDBLibrary
{
    public const string Name = "duckdb";

    // CA2255 discourages this in libraries; a resolver has to be there before the first call, whichever it is.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(DuckDBLibrary).Assembly, Resolve);
#pragma warning restore CA2255

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Name)
            return 0;
        var places = Places(assembly).ToList();
        foreach (var place in places)
        {
            if (File.Exists(place))
                return NativeLibrary.Load(place);
        }

        throw new DllNotFoundException(
            $"libduckdb was not found; run npm ci --ignore-scripts in local-host. Looked at: {string.Join(", ", places)}.");
    }

    private static IEnumerable<string> Places(Assembly assembly)
    {
        var file = OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";
        yield return Path.Combine(AppContext.BaseDirectory, file);
        if (Environment.GetEnvironmentVariable("SERVERLESSML_NATIVES") is { Length: > 0 } natives)
            yield return Path.Combine(natives, file);
        var baked = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "NativeDirectory")?.Value;
        if (baked is not null)
            yield return Path.Combine(baked, file);
    }
}
