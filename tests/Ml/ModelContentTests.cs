using System.Runtime.InteropServices;
using ServerlessML.Models;
using ServerlessML.Models.Format;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Ml;

/// <summary>A stranger's model is judged on its bytes, before anything runs it.</summary>
public sealed class ModelContentTests
{
    private static readonly Dictionary<string, Action<ModelProto>> Files = new()
    {
        ["initializer"] = model => model.Graph.Initializer.Add(HostileModels.External("tokens.json")),
        ["absolute path"] = model => model.Graph.Initializer.Add(HostileModels.External("/etc/hostname")),
        ["location without mark"] = model =>
        {
            var tensor = HostileModels.External("tokens.json");
            tensor.DataLocation = 0;
            model.Graph.Initializer.Add(tensor);
        },
        ["mark without location"] = model =>
        {
            var tensor = HostileModels.External("tokens.json");
            tensor.ExternalData.Clear();
            model.Graph.Initializer.Add(tensor);
        },
        ["sparse values"] = model => model.Graph.SparseInitializer.Add(Sparse(values: HostileModels.External("a"))),
        ["sparse indices"] = model => model.Graph.SparseInitializer.Add(Sparse(indices: HostileModels.External("a"))),
        ["constant"] = model => model.Graph.Node.Insert(0, With(new AttributeProto { Name = "value", T = HostileModels.External("a") })),
        ["sparse constant"] = model =>
            model.Graph.Node.Insert(
                0,
                With(new AttributeProto { Name = "sparse_value", SparseTensor = Sparse(values: HostileModels.External("a")) })
            ),
        ["list of tensors"] = model =>
            model.Graph.Node.Insert(0, With(new AttributeProto { Name = "odd", Tensors = { HostileModels.External("a") } })),
        ["list of sparse tensors"] = model =>
            model.Graph.Node.Insert(
                0,
                With(new AttributeProto { Name = "odd", SparseTensors = { Sparse(values: HostileModels.External("a")) } })
            ),
        ["subgraph"] = model => model.Graph.Node.Insert(0, With(new AttributeProto { Name = "body", G = Inner() })),
        ["subgraph of a subgraph"] = model =>
        {
            var outer = new GraphProto { Node = { With(new AttributeProto { Name = "then_branch", G = Inner() }) } };
            model.Graph.Node.Insert(0, With(new AttributeProto { Name = "body", Graphs = { outer } }));
        },
        ["function"] = model =>
            model.Functions.Add(
                new FunctionProto { Name = "own", Node = { With(new AttributeProto { Name = "value", T = HostileModels.External("a") }) } }
            ),
        ["default of a function"] = model =>
            model.Functions.Add(
                new FunctionProto
                {
                    Name = "own",
                    AttributeProto =
                    {
                        new AttributeProto { Name = "value", T = HostileModels.External("a") },
                    },
                }
            ),
        ["training"] = model => model.TrainingInfo.Add(new TrainingInfoProto { Algorithm = Inner() }),
        ["initialization"] = model => model.TrainingInfo.Add(new TrainingInfoProto { Initialization = Inner() }),
    };

    private static readonly Dictionary<string, Action<ModelProto>> Strangers = new()
    {
        ["import"] = model => model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 }),
        ["operator"] = model => model.Graph.Node[0].Domain = "custom.example",
        ["operator of a subgraph"] = model =>
            model.Graph.Node.Insert(
                0,
                With(
                    new AttributeProto
                    {
                        Name = "body",
                        G = new GraphProto
                        {
                            Node =
                            {
                                new NodeProto { OpType = "A", Domain = "b" },
                            },
                        },
                    }
                )
            ),
        ["function"] = model => model.Functions.Add(new FunctionProto { Name = "own", Domain = "local" }),
        ["function's operator"] = model =>
            model.Functions.Add(
                new FunctionProto
                {
                    Name = "own",
                    Node =
                    {
                        new NodeProto { OpType = "EPContext", Domain = "com.microsoft" },
                    },
                }
            ),
        ["function's import"] = model =>
            model.Functions.Add(
                new FunctionProto
                {
                    Name = "own",
                    OpsetImport =
                    {
                        new OperatorSetIdProto { Domain = "com.microsoft.experimental", Version = 1 },
                    },
                }
            ),
    };

    private static readonly Dictionary<string, Action<ModelProto>> Sizes = new()
    {
        ["numbers that are not there"] = model =>
            model.Graph.Initializer.Add(HostileModels.Tensor("big", HostileModels.Float, [1 << 20, 1 << 10], [1, 2, 3, 4])),
        ["product beyond 64 bits"] = model =>
            model.Graph.Initializer.Add(HostileModels.Tensor("big", HostileModels.Float, [1L << 40, 1L << 40], [])),
        ["negative length"] = model => model.Graph.Initializer.Add(HostileModels.Tensor("big", HostileModels.Float, [-1], [])),
        ["sparse"] = model => model.Graph.SparseInitializer.Add(Sparse(dims: [1 << 20, 1 << 20])),
        ["constant of a shape"] = model =>
        {
            model.Graph.Initializer.Add(
                HostileModels.Tensor("shape", HostileModels.Int64, [1], MemoryMarshal.AsBytes<long>([10_000_000_000L]))
            );
            model.Graph.Node.Insert(0, HostileModels.Node("ConstantOfShape", ["shape"], "array"));
        },
        ["expansion by a constant node"] = model =>
        {
            var shape = HostileModels.Tensor("", HostileModels.Int64, [2], MemoryMarshal.AsBytes<long>([1L << 20, 1L << 20]));
            var constant = With(new AttributeProto { Name = "value", T = shape });
            constant.Output.Add("shape");
            model.Graph.Node.Insert(0, constant);
            model.Graph.Node.Insert(1, HostileModels.Node("Expand", ["zero", "shape"], "array"));
        },
        ["random numbers"] = model =>
        {
            var node = HostileModels.Node("RandomNormal", [], "array");
            node.Attribute.Add(new AttributeProto { Name = "shape", Ints = { 1 << 20, 1 << 20 } });
            model.Graph.Node.Insert(0, node);
        },
    };

    public static TheoryData<string> FileCases => [.. Files.Keys];

    public static TheoryData<string> StrangerCases => [.. Strangers.Keys];

    public static TheoryData<string> SizeCases => [.. Sizes.Keys];

    [Theory]
    [MemberData(nameof(FileCases))]
    public void Require_NumbersInAFile_Refuses(string where) =>
        Assert.Contains("keeps the numbers of 'outside' in a file beside it", Refusal(Files[where]), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(StrangerCases))]
    public void Require_OperatorsOutOfTheStandard_Refuses(string what) =>
        Assert.Contains("the standard operators of ONNX alone", Refusal(Strangers[what]), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(SizeCases))]
    public void Require_TensorsThatAreNotInTheFile_Refuses(string what) =>
        Assert.Matches("^has the .* of (the shape|1073741824 elements)", Refusal(Sizes[what]));

    [Fact]
    public void Require_FunctionThatCallsItself_Refuses() =>
        Assert.Equal(
            "has the function 'even', which calls itself.",
            Refusal(model =>
            {
                model.Functions.Add(new FunctionProto { Name = "even", Node = { new NodeProto { OpType = "odd" } } });
                model.Functions.Add(new FunctionProto { Name = "odd", Node = { new NodeProto { OpType = "even" } } });
            })
        );

    [Fact]
    public void Require_SettingsForTheRuntime_Refuses() =>
        Assert.StartsWith(
            "brings settings for ONNX Runtime",
            Refusal(model => model.MetadataProps.Add(new StringStringEntryProto { Key = "ort_config", Value = "{}" })),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("")]
    [InlineData("\u0008\u0000\u0000\u0000ORTM flatbuffers")]
    [InlineData("not a model")]
    public void Require_NoModel_Refuses(string bytes) =>
        Assert.StartsWith(
            "is not an ONNX model",
            Assert.Throws<ForbiddenModelException>(() => ModelContent.Require(System.Text.Encoding.UTF8.GetBytes(bytes))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Require_OrdinaryModel_Accepts() => ModelContent.Require(HostileModels.Changed("x", _ => { }));

    private static string Refusal(Action<ModelProto> change)
    {
        var model = HostileModels.Changed("x", change);
        return Assert.Throws<ForbiddenModelException>(() => ModelContent.Require(model)).Message;
    }

    private static NodeProto With(AttributeProto attribute) => new() { OpType = "Constant", Attribute = { attribute } };

    private static GraphProto Inner() => new() { Initializer = { HostileModels.External("tokens.json") } };

    private static SparseTensorProto Sparse(TensorProto? values = null, TensorProto? indices = null, long[]? dims = null) =>
        new()
        {
            Values = values ?? HostileModels.Tensor("few", HostileModels.Float, [1], [0, 0, 0, 0]),
            Indices = indices ?? HostileModels.Tensor("", HostileModels.Int64, [1], [0, 0, 0, 0, 0, 0, 0, 0]),
            Dims = { dims ?? [4] },
        };
}
