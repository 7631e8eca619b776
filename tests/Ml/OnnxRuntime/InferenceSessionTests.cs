using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Ml.Onnx;

namespace ServerlessML.Tests.Ml.OnnxRuntime;

public sealed class InferenceSessionTests
{
    [Fact]
    public void Environment_Says_WhatItIs()
    {
        Assert.Matches(@"^1\.\d+\.\d+", OrtEnv.Instance().GetVersionString());
        Assert.Contains("CPUExecutionProvider", OrtEnv.Instance().GetAvailableProviders());
    }

    [Fact]
    public void Metadata_IsTheGraphs()
    {
        using var session = new InferenceSession(Doubling());

        Assert.Equal(["x"], session.InputNames);
        Assert.Equal(["y", "z"], session.OutputNames);
        var input = session.InputMetadata["x"];
        Assert.Equal((TensorElementType.Float, true, false, typeof(float)), (input.ElementDataType, input.IsTensor, input.IsString, input.ElementType));
        Assert.Equal([-1, 2], input.Dimensions);
        Assert.Equal(["N", ""], input.SymbolicDimensions);
        Assert.Equal("doubling", session.ModelMetadata.GraphName);
        Assert.Equal("ServerlessML", session.ModelMetadata.ProducerName);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "ä", ["b"] = "2" }, session.ModelMetadata.CustomMetadataMap);
    }

    [Fact]
    public void Run_NewOutputs_HoldTheResult()
    {
        using var session = new InferenceSession(Doubling());
        using var run = new RunOptions();
        using var x = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2, 3, 4 }, [2, 2]);

        using var results = session.Run(run, new Dictionary<string, OrtValue> { ["x"] = x }, ["z", "y"]);

        Assert.Equal([4, 8, 12, 16], results[0].GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal([2, 4, 6, 8], results[1].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Run_GivenOutputs_AreWritten()
    {
        using var session = new InferenceSession(Doubling());
        using var run = new RunOptions();
        var memory = new float[2];
        using var x = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2 }, [1, 2]);
        using var y = OrtValue.CreateTensorValueFromMemory(memory, [1, 2]);

        session.Run(run, ["x"], [x], ["y"], [y]);

        Assert.Equal([2, 4], memory);
    }

    [Fact]
    public void Run_FromAFile_IsTheSame()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}-größe.onnx");
        File.WriteAllBytes(path, Doubling());
        try
        {
            using var session = new InferenceSession(path);
            Assert.Equal(["x"], session.InputNames);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Open_NoSuchFile_Throws() =>
        Assert.Contains("nowhere.onnx", Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("nowhere.onnx")).Message, StringComparison.Ordinal);

    [Fact]
    public void Run_UnknownName_NamesIt()
    {
        using var session = new InferenceSession(Doubling());
        using var run = new RunOptions();
        using var x = OrtValue.CreateTensorValueFromMemory(new float[2], [1, 2]);

        Assert.Contains("'q'", Assert.Throws<OnnxRuntimeException>(() => session.Run(run, ["q"], [x], ["y"])).Message, StringComparison.Ordinal);
        Assert.Contains("'q'", Assert.Throws<OnnxRuntimeException>(() => session.Run(run, ["x"], [x], ["q"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WrongTypeOrShape_Throws()
    {
        using var session = new InferenceSession(Doubling());
        using var run = new RunOptions();
        using var wrongType = OrtValue.CreateTensorValueFromMemory(new long[2], [1, 2]);
        using var wrongShape = OrtValue.CreateTensorValueFromMemory(new float[3], [1, 3]);

        Assert.Throws<OnnxRuntimeException>(() => session.Run(run, ["x"], [wrongType], ["y"]));
        Assert.Throws<OnnxRuntimeException>(() => session.Run(run, ["x"], [wrongShape], ["y"]));
    }

    [Fact]
    public void Run_Terminated_Throws()
    {
        using var session = new InferenceSession(Doubling());
        using var run = new RunOptions { Terminate = true };
        using var x = OrtValue.CreateTensorValueFromMemory(new float[2], [1, 2]);

        Assert.Throws<OnnxRuntimeException>(() => session.Run(run, ["x"], [x], ["y"]));
        run.Terminate = false;
        using var results = session.Run(run, ["x"], [x], ["y"]);
        Assert.Single(results);
    }

    [Fact]
    public void Run_SideBySide_EachItsOwnResult()
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            EnableMemoryPattern = false,
            EnableCpuMemArena = false,
        };
        using var session = new InferenceSession(Doubling(), options);
        using var run = new RunOptions();

        Parallel.For(0, 500, i =>
        {
            using var x = OrtValue.CreateTensorValueFromMemory(new float[] { i, -i }, [1, 2]);
            using var results = session.Run(run, ["x"], [x], ["y"]);
            Assert.Equal([2f * i, -2f * i], results[0].GetTensorDataAsSpan<float>().ToArray());
        });
    }

    [Fact]
    public void Run_WithoutReferences_MemoryStaysThroughCollections()
    {
        using var session = new InferenceSession(Doubling());
        using var run = new RunOptions();
        for (var i = 0; i < 200; i++)
        {
            var x = OrtValue.CreateTensorValueFromMemory(new float[] { i, i }, [1, 2]);
            var results = session.Run(run, ["x"], [x], ["y"]);
            GC.Collect(0);
            Assert.Equal(2f * i, results[0].GetTensorDataAsSpan<float>()[1]);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [Fact]
    public void Cuda_WhereTheLibraryLacksIt_Says()
    {
        using var options = new SessionOptions();
        if (OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
        {
            return;
        }

        Assert.Throws<OnnxRuntimeException>(() => options.AppendExecutionProvider_CUDA());
    }

    [Fact]
    public void Disposed_Throws()
    {
        var session = new InferenceSession(Doubling());
        session.Dispose();
        session.Dispose();
        using var run = new RunOptions();
        using var x = OrtValue.CreateTensorValueFromMemory(new float[2], [1, 2]);

        Assert.Throws<ObjectDisposedException>(() => session.Run(run, ["x"], [x], ["y"]));
    }

    private static byte[] Doubling()
    {
        var graph = new GraphBuilder("doubling");
        graph.Note("b", "2");
        graph.Note("a", "ä");
        var x = graph.Input("x", TensorElementType.Float, "N", 2);
        var y = graph.Plus(x, x);
        graph.Output(y, "y", TensorElementType.Float, "N", 2);
        graph.Output(graph.Plus(y, y), "z", TensorElementType.Float, "N", 2);
        return graph.Build();
    }
}
