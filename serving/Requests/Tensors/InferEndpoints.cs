using System.Globalization;
using System.Text.Json;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Requests.Tensors;

/// <summary>
/// The Open Inference Protocol's questions about the server and its models. A deployment is a model; the versions are its plan's arms.
/// </summary>
public sealed class InferEndpoints(DeploymentTable table)
{
    private static readonly string Version = typeof(InferEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0";

    public void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/v2").WithMetadata(new RequiredPermission(null));
        open.MapGet("", () => Results.Json(
                new
                {
                    name = "serverlessml",
                    version = Version,
                    extensions = new[] { "binary_tensor_data" },
                }
            ));
        open.MapGet("/health/live", () => Results.Json(new { live = true }));
        open.MapGet("/health/ready", () => Results.Json(new { live = true, ready = table.Ready }, statusCode: table.Ready ? 200 : 503));
        open.MapFallback("/{**rest}", context => WriteFaultAsync(context, Fault.UnknownPath));
        var v2 = routes.MapGroup("/v2").WithMetadata(new RequiredPermission(GatewayRight.Predict));
        v2.MapGet("/models/{model}", (HttpContext context, string model) => AnswerAsync(context, model, null, Describe));
        v2.MapGet("/models/{model}/ready", (HttpContext context, string model) => AnswerAsync(context, model, null, Ready));
        v2.MapGet("/models/{model}/versions/{version}", (HttpContext context, string model, string version) =>
            AnswerAsync(context, model, version, Describe)
        );
        v2.MapGet("/models/{model}/versions/{version}/ready", (HttpContext context, string model, string version) =>
            AnswerAsync(context, model, version, Ready)
        );
    }

    private async Task AnswerAsync(
        HttpContext context,
        string model,
        string? version,
        Action<Utf8JsonWriter, Deployment, AppliedPlan, AppliedArm> write
    )
    {
        if (Find(model, version, out var found) is { } fault)
        {
            await WriteFaultAsync(context, fault);
            return;
        }

        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        write(json, found.Deployment, found.Plan, found.Arm);
        await json.FlushAsync(context.RequestAborted);
    }

    private Fault? Find(string model, string? version, out (Deployment Deployment, AppliedPlan Plan, AppliedArm Arm) found)
    {
        found = default;
        if (!table.TryGet(model, out var deployment))
        {
            return table.WhyNot(model);
        }

        if (deployment.Current is not { } plan)
        {
            return Fault.NoPlan(model, deployment.LastError);
        }

        var arm =
            version is null ? plan.Arms[0]
            : int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? plan.ArmOf(number)
            : null;
        if (arm is null)
        {
            return Fault.UnknownVersion(model);
        }

        found = (deployment, plan, arm);
        return null;
    }

    private static void Ready(Utf8JsonWriter json, Deployment deployment, AppliedPlan plan, AppliedArm arm)
    {
        json.WriteStartObject();
        json.WriteString("name", deployment.Name);
        json.WriteBoolean("ready", true);
        json.WriteEndObject();
    }

    private static void Describe(Utf8JsonWriter json, Deployment deployment, AppliedPlan plan, AppliedArm arm)
    {
        json.WriteStartObject();
        json.WriteString("name", deployment.Name);
        json.WriteStartArray("versions");
        foreach (var other in plan.Arms.DistinctBy(one => one.Version))
        {
            json.WriteStringValue(other.VersionText);
        }

        json.WriteEndArray();
        json.WriteString("platform", "onnx_onnxv1");
        json.WriteStartArray("inputs");
        foreach (var column in arm.Model.Plan.Columns)
        {
            WriteTensor(json, column.Name, column.IsText || arm.Columns.Dates[column.Index] is not null ? "BYTES" : "FP32", column.Rank);
        }

        json.WriteEndArray();
        json.WriteStartArray("outputs");
        WriteOutput(json, arm);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, AppliedArm arm)
    {
        if (arm.Shape.Task != TaskKind.MultiClass)
        {
            WriteTensor(json, arm.Model.Plan.OutputName, "FP32", rank: 1);
            return;
        }

        json.WriteStartObject();
        json.WriteString("name", arm.Model.Plan.OutputName);
        json.WriteString("datatype", "FP32");
        json.WriteStartArray("shape");
        json.WriteNumberValue(-1);
        json.WriteNumberValue(arm.Model.Plan.Width);
        json.WriteEndArray();
        json.WriteStartObject("parameters");
        json.WriteStartArray("classes");
        foreach (var name in arm.Shape.Names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter json, string name, string datatype, int rank)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("datatype", datatype);
        json.WriteStartArray("shape");
        json.WriteNumberValue(-1);
        if (rank == 2)
        {
            json.WriteNumberValue(1);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static async Task WriteFaultAsync(HttpContext context, Fault fault)
    {
        Problems.WriteHeaders(context.Response.Headers, fault);
        context.Response.StatusCode = fault.Status;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("error", $"{fault.Code}: {fault.Detail}");
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
