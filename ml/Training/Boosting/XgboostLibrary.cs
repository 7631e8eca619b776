using System.Reflection;
using System.Runtime.InteropServices;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>
/// The functions of libxgboost's C API that we call (<see href="https://xgboost.readthedocs.io/en/release_1.7.0/dev/c__api_8h.html"/>),
/// which are there from 1.6 on. Each returns 0, or has left a message.
/// </summary>
internal static partial class XgboostLibrary
{
    private const string Name = "xgboost";

    private static readonly string[] Files =
        OperatingSystem.IsWindows() ? ["xgboost.dll"]
        : OperatingSystem.IsMacOS() ? ["libxgboost.dylib"]
        : ["libxgboost.so.0", "libxgboost.so"];

    private static readonly Lazy<nint> Loaded = new(Find);

    static XgboostLibrary() =>
        NativeLibrary.SetDllImportResolver(typeof(XgboostLibrary).Assembly, (name, _, _) => name == Name ? Loaded.Value : 0);

    public static string Missing =>
        $"Recipe '{Recipe.Xgboost}' needs libxgboost, and {string.Join(" or ", Files)} is not on this machine: apt-get install "
        + $"libxgboost0.";

    public static bool IsThere => Loaded.Value != 0;

    /// <summary>Major, minor and patch.</summary>
    public static Version Version
    {
        get
        {
            XGBoostVersion(out var major, out var minor, out var patch);
            return new Version(major, minor, patch);
        }
    }

    /// <exception cref="TrainingException">The library is not on this machine.</exception>
    public static void Require()
    {
        if (!IsThere)
        {
            throw new TrainingException(Missing);
        }
    }

    /// <summary>Whether the library can train on a GPU.</summary>
    public static bool HasCuda()
    {
        Check(XGBuildInfo(out var json));
        using var built = System.Text.Json.JsonDocument.Parse(Marshal.PtrToStringUTF8(json)!);
        return built.RootElement.TryGetProperty("USE_CUDA", out var cuda) && cuda.GetBoolean();
    }

    /// <exception cref="TrainingException">The call failed; the message is the library's.</exception>
    public static void Check(int result)
    {
        if (result != 0)
        {
            // The first line says what; the rest is a stack of addresses.
            var message = Marshal.PtrToStringUTF8(XGBGetLastError()) ?? "";
            throw new TrainingException($"libxgboost failed: {message.Split('\n')[0].Trim()}");
        }
    }

    [LibraryImport(Name)]
    public static partial int XGDMatrixCreateFromMat_omp(
        [In] float[] data,
        ulong rows,
        ulong columns,
        float missing,
        out nint matrix,
        int threads
    );

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGDMatrixSetFloatInfo(nint matrix, string field, [In] float[] values, ulong length);

    [LibraryImport(Name)]
    public static partial int XGDMatrixFree(nint matrix);

    [LibraryImport(Name)]
    public static partial int XGBoosterCreate([In] nint[] matrices, ulong length, out nint booster);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSetParam(nint booster, string name, string value);

    [LibraryImport(Name)]
    public static partial int XGBoosterUpdateOneIter(nint booster, int round, nint matrix);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterPredictFromDMatrix(
        nint booster,
        nint matrix,
        string settings,
        out nint shape,
        out ulong dimensions,
        out nint values
    );

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSaveModelToBuffer(nint booster, string settings, out ulong length, out nint bytes);

    [LibraryImport(Name)]
    public static partial int XGBoosterFree(nint booster);

    [LibraryImport(Name)]
    private static partial void XGBoostVersion(out int major, out int minor, out int patch);

    [LibraryImport(Name)]
    private static partial int XGBuildInfo(out nint json);

    [LibraryImport(Name)]
    private static partial nint XGBGetLastError();

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static nint Find()
    {
        // The library's idle threads would spin, which costs ten times the whole where other processes want the cores. Its runtime reads
        // this when it is loaded, from the C environment, which .NET's own setter leaves alone.
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnvironment("OMP_WAIT_POLICY", "passive", 0);
        }

        foreach (var file in Files)
        {
            if (NativeLibrary.TryLoad(file, Assembly.GetExecutingAssembly(), null, out var library))
            {
                return library;
            }
        }

        return 0;
    }
}
