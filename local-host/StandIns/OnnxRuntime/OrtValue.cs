using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor: over memory of ours, which stays pinned as long as it lives, or over memory of the library's.</summary>
public unsafe class OrtValue : IDisposable
{
    private nint handle;
    private MemoryHandle pinned;

    internal OrtValue(nint handle, MemoryHandle pinned = default)
    {
        this.handle = handle;
        this.pinned = pinned;
    }

    ~OrtValue() => Dispose(disposing: false);

    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(handle == 0, this);
            return handle;
        }
    }

    public bool IsTensor => OnnxType == OnnxValueType.ONNX_TYPE_TENSOR;

    public OnnxValueType OnnxType
    {
        get
        {
            int type;
            Status.Check(Api.GetValueType(Handle, &type));
            return (OnnxValueType)type;
        }
    }

    /// <param name="data">Read and written in place; elements are blittable.</param>
    /// <exception cref="OnnxRuntimeException">The shape asks for more than there is, or the type is not supported.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(shape);
        var type = ElementTypes.Of<T>();
        var pinned = new Memory<T>(data).Pin();
        try
        {
            nint value;
            fixed (long* dimensions = shape)
            {
                Status.Check(Api.CreateTensorWithDataAsOrtValue(Api.CpuMemory, pinned.Pointer, (nuint)data.Length * (nuint)sizeof(T),
                    dimensions, (nuint)shape.Length, (int)type, &value));
            }

            return new OrtValue(value, pinned);
        }
        catch
        {
            pinned.Dispose();
            throw;
        }
    }

    public static OrtValue CreateAllocatedTensorValue(OrtAllocator allocator, TensorElementType elementType, long[] shape)
    {
        ArgumentNullException.ThrowIfNull(allocator);
        ArgumentNullException.ThrowIfNull(shape);
        nint value;
        fixed (long* dimensions = shape)
        {
            Status.Check(Api.CreateTensorAsOrtValue(
                NativeHandle.Of(allocator), dimensions, (nuint)shape.Length, (int)elementType, &value));
        }

        return new OrtValue(value);
    }

    public static OrtValue CreateTensorWithEmptyStrings(OrtAllocator allocator, long[] shape) =>
        CreateAllocatedTensorValue(allocator, TensorElementType.String, shape);

    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        nint tensor;
        Status.Check(Api.GetTensorTypeAndShape(Handle, &tensor));
        try
        {
            return new OrtTensorTypeAndShapeInfo(tensor);
        }
        finally
        {
            Api.ReleaseTensorTypeAndShapeInfo(tensor);
        }
    }

    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged => GetTensorMutableDataAsSpan<T>();

    public Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged
    {
        nint tensor;
        int type;
        nuint count = 0;
        Status.Check(Api.GetTensorTypeAndShape(Handle, &tensor));
        var status = Api.GetTensorElementType(tensor, &type);
        status = status == 0 ? Api.GetTensorShapeElementCount(tensor, &count) : status;
        Api.ReleaseTensorTypeAndShapeInfo(tensor);
        Status.Check(status);
        if ((TensorElementType)type != ElementTypes.Of<T>())
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"The tensor holds {(TensorElementType)type}, not {typeof(T).Name}.");
        }

        void* data;
        Status.Check(Api.GetTensorMutableData(Handle, &data));
        return new Span<T>(data, checked((int)count));
    }

    public string GetStringElement(int index)
    {
        nuint length;
        Status.Check(Api.GetStringTensorElementLength(Handle, (nuint)index, &length));
        if (length == 0)
        {
            return "";
        }

        var rented = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            fixed (byte* text = rented)
            {
                Status.Check(Api.GetStringTensorElement(Handle, length, (nuint)index, text));
            }

            return Encoding.UTF8.GetString(rented, 0, (int)length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public string[] GetStringTensorAsArray()
    {
        var texts = new string[GetTensorTypeAndShape().ElementCount];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = GetStringElement(i);
        }

        return texts;
    }

    public void StringTensorSetElementAt(ReadOnlySpan<char> str, int index) =>
        Encoding.UTF8.GetBytes(str, Resize(index, Encoding.UTF8.GetByteCount(str)));

    public void StringTensorSetElementAt(ReadOnlySpan<byte> utf8Bytes, int index) => utf8Bytes.CopyTo(Resize(index, utf8Bytes.Length));

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        var released = Interlocked.Exchange(ref handle, 0);
        if (released != 0)
        {
            Api.ReleaseValue(released);
            pinned.Dispose();
        }
    }

    private Span<byte> Resize(int index, int length)
    {
        byte* buffer;
        Status.Check(Api.GetResizedStringTensorElementBuffer(Handle, (nuint)index, (nuint)length, &buffer));
        return new Span<byte>(buffer, length);
    }
}
