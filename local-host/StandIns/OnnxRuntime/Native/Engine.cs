using System.Reflection;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Finds libonnxruntime and hands out its function table.</summary>
internal static unsafe class Engine
{
    /// <summary>The version that the managed package of 1.23 asks for; any library from 1.14 on answers it.</summary>
    private const uint ApiVersion = 14;

    private static readonly ApiBase* Root = Load();

    /// <summary>The functions, by their order in the public C header.</summary>
    public static readonly nint* Functions = Ask();

    public static string Version => Utf8.Text(Root->GetVersionString());

    private static nint* Ask()
    {
        var functions = Root->GetApi(ApiVersion);
        return functions != null
            ? functions
            : throw new DllNotFoundException($"libonnxruntime {Version} does not offer version {ApiVersion} of its API.");
    }

    private static ApiBase* Load()
    {
        foreach (var directory in Directories())
        {
            var path = Path.Combine(directory, FileName);
            if (File.Exists(path))
            {
                var export = NativeLibrary.GetExport(NativeLibrary.Load(path), "OrtGetApiBase");
                return ((delegate* unmanaged<ApiBase*>)export)();
            }
        }

        throw new DllNotFoundException(
            $"{FileName} is in none of: {string.Join(", ", Directories())}. Run npm ci --ignore-scripts in local-host.");
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so.1";

    private static IEnumerable<string> Directories()
    {
        yield return AppContext.BaseDirectory;
        if (Environment.GetEnvironmentVariable("SERVERLESSML_NATIVES") is { Length: > 0 } natives)
        {
            yield return natives;
        }

        var system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var built = typeof(Engine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "NativeDirectory");
        yield return Path.Combine(built.Value!, system, processor);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ApiBase
    {
        public delegate* unmanaged<uint, nint*> GetApi;
        public delegate* unmanaged<byte*> GetVersionString;
    }
}
