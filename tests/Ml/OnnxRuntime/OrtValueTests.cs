using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Tests.Ml.OnnxRuntime;

public sealed class OrtValueTests
{
    [Fact]
    public void FromMemory_SharesIt()
    {
        float[] memory = [1, 2, 3, 4, 5, 6];
        using var value = OrtValue.CreateTensorValueFromMemory(memory, [2, 3]);

        value.GetTensorMutableDataAsSpan<float>()[4] = 50;
        memory[5] = 60;

        Assert.Equal(50, memory[4]);
        Assert.Equal([1, 2, 3, 4, 50, 60], value.GetTensorDataAsSpan<float>().ToArray());
        var info = value.GetTensorTypeAndShape();
        Assert.Equal((TensorElementType.Float, 6L, 2), (info.ElementDataType, info.ElementCount, info.DimensionsCount));
        Assert.Equal([2, 3], info.Shape);
        Assert.True(value.IsTensor);
    }

    [Fact]
    public void FromMemory_EachType_IsTheTensorsType()
    {
        Assert.Equal(TensorElementType.Double, TypeOf<double>());
        Assert.Equal(TensorElementType.Int32, TypeOf<int>());
        Assert.Equal(TensorElementType.Int64, TypeOf<long>());
        Assert.Equal(TensorElementType.UInt8, TypeOf<byte>());
        Assert.Equal(TensorElementType.Bool, TypeOf<bool>());

        static TensorElementType TypeOf<T>()
            where T : unmanaged
        {
            using var value = OrtValue.CreateTensorValueFromMemory(new T[2], [2]);
            return value.GetTensorTypeAndShape().ElementDataType;
        }
    }

    [Fact]
    public void FromMemory_TooSmall_Throws() =>
        Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new float[5], [2, 3]));

    [Fact]
    public void GetTensorData_OtherType_Throws()
    {
        using var value = OrtValue.CreateTensorValueFromMemory(new float[2], [2]);

        Assert.Throws<OnnxRuntimeException>(() => value.GetTensorDataAsSpan<long>().Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("São Paulo 東京 🛫")]
    [InlineData("a\0b")]
    public void Strings_AsChars_ComeBack(string text)
    {
        using var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [3, 1]);

        value.StringTensorSetElementAt(text.AsSpan(), 1);

        Assert.Equal(["", text, ""], value.GetStringTensorAsArray());
        Assert.Equal(text, value.GetStringElement(1));
        Assert.True(value.GetTensorTypeAndShape().IsString);
    }

    [Fact]
    public void Strings_TenMegabytes_ComeBack()
    {
        using var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [1]);

        value.StringTensorSetElementAt(Enumerable.Repeat((byte)'x', 10_000_000).ToArray(), 0);

        Assert.Equal(10_000_000, value.GetStringElement(0).Length);
    }

    [Fact]
    public void Strings_IndexOutside_Throws()
    {
        using var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [1]);

        Assert.Throws<OnnxRuntimeException>(() => value.StringTensorSetElementAt("x".AsSpan(), 1));
        Assert.Throws<OnnxRuntimeException>(() => value.GetStringElement(1));
    }

    [Fact]
    public void Disposed_Throws()
    {
        var value = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);
        value.Dispose();
        value.Dispose();

        Assert.Throws<ObjectDisposedException>(() => value.GetTensorTypeAndShape());
    }
}
