using System.Text;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A loaded model. Runs may go on side by side.</summary>
public unsafe class InferenceSession : IDisposable
{
    private static readonly SessionOptions Defaults = new();

    private readonly Port inputs;
    private readonly Port outputs;
    private nint session;

    public InferenceSession(string modelPath) : this(modelPath, Defaults)
    {
    }

    /// <exception cref="OnnxRuntimeException">There is no such file, or it is not a model that the library can run.</exception>
    public InferenceSession(string modelPath, SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(modelPath);
        ArgumentNullException.ThrowIfNull(options);
        // The library takes paths as the operating system has them: wide on Windows, UTF-8 elsewhere.
        var path = OperatingSystem.IsWindows() ? Encoding.Unicode.GetBytes(modelPath + '\0') : Utf8.Bytes(modelPath);
        nint created;
        fixed (byte* text = path)
        {
            Status.Check(Api.CreateSession(NativeHandle.Of(OrtEnv.Instance()), text, NativeHandle.Of(options), &created));
        }

        GC.KeepAlive(options);
        session = created;
        (inputs, outputs) = Ports(created);
    }

    public InferenceSession(byte[] model) : this(model, Defaults)
    {
    }

    /// <exception cref="OnnxRuntimeException">The bytes are not a model that the library can run.</exception>
    public InferenceSession(byte[] model, SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        nint created;
        fixed (byte* bytes = model)
        {
            Status.Check(Api.CreateSessionFromArray(
                NativeHandle.Of(OrtEnv.Instance()), bytes, (nuint)model.Length, NativeHandle.Of(options), &created));
        }

        GC.KeepAlive(options);
        session = created;
        (inputs, outputs) = Ports(created);
    }

    ~InferenceSession() => Dispose(disposing: false);

    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => inputs.Metadata;

    public IReadOnlyList<string> InputNames => inputs.Names;

    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => outputs.Metadata;

    public IReadOnlyList<string> OutputNames => outputs.Names;

    public ModelMetadata ModelMetadata => field ??= new ModelMetadata(Handle);

    private nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(session == 0, this);
            return session;
        }
    }

    /// <exception cref="OnnxRuntimeException">A name is unknown, a type or shape does not fit, or the run failed or was terminated.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputNames)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Run(runOptions, [.. inputs.Keys], [.. inputs.Values], outputNames);
    }

    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames)
    {
        ArgumentNullException.ThrowIfNull(outputNames);
        var results = stackalloc nint[outputNames.Count];
        new Span<nint>(results, outputNames.Count).Clear();
        Run(runOptions, inputNames, inputValues, outputNames, results);
        var values = new DisposableList<OrtValue>(outputNames.Count);
        for (var i = 0; i < outputNames.Count; i++)
        {
            values.Add(new OrtValue(results[i]));
        }

        return values;
    }

    /// <summary>Writes the results into values that are already there.</summary>
    public void Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputValues)
    {
        ArgumentNullException.ThrowIfNull(outputNames);
        ArgumentNullException.ThrowIfNull(outputValues);
        SameCount(outputNames.Count, outputValues.Count, "output");
        var results = stackalloc nint[outputValues.Count];
        Handles(outputValues, results);
        Run(runOptions, inputNames, inputValues, outputNames, results);
        GC.KeepAlive(outputValues);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        var released = Interlocked.Exchange(ref session, 0);
        if (released != 0)
        {
            Api.ReleaseSession(released);
        }

        inputs?.Release();
        outputs?.Release();
    }

    private static (Port Inputs, Port Outputs) Ports(nint session)
    {
        nuint count;
        Status.Check(Api.SessionGetInputCount(session, &count));
        var inputs = new Port("Input", session, (int)count, &Api.SessionGetInputName, &Api.SessionGetInputTypeInfo);
        Status.Check(Api.SessionGetOutputCount(session, &count));
        return (inputs, new Port("Output", session, (int)count, &Api.SessionGetOutputName, &Api.SessionGetOutputTypeInfo));
    }

    private void Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        nint* results)
    {
        ArgumentNullException.ThrowIfNull(inputNames);
        ArgumentNullException.ThrowIfNull(inputValues);
        SameCount(inputNames.Count, inputValues.Count, "input");
        var open = Handle;
        var names = stackalloc nint[inputNames.Count];
        var values = stackalloc nint[inputValues.Count];
        var wanted = stackalloc nint[outputNames.Count];
        inputs.Find(inputNames, names);
        Handles(inputValues, values);
        outputs.Find(outputNames, wanted);
        Status.Check(Api.Run(open, runOptions is null ? 0 : NativeHandle.Of(runOptions),
            names, values, (nuint)inputValues.Count, wanted, (nuint)outputNames.Count, results));
        GC.KeepAlive(inputValues);
        GC.KeepAlive(runOptions);
        GC.KeepAlive(this);
    }

    private static void SameCount(int names, int values, string which)
    {
        if (names != values)
        {
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"There are {names} {which} names and {values} {which} values.");
        }
    }

    private static void Handles(IReadOnlyCollection<OrtValue> values, nint* handles)
    {
        if (values is IReadOnlyList<OrtValue> list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                handles[i] = list[i].Handle;
            }

            return;
        }

        foreach (var value in values)
        {
            *handles++ = value.Handle;
        }
    }
}
