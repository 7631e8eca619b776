using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Ml.Onnx;
using ServerlessML.Models;

namespace ServerlessML.GpuRunner.Supervision;

/// <summary>
/// Holds a recipe's model to what the recipe said: it loads, takes the data's columns, runs, and gives the recipe's own predictions.
/// </summary>
internal static class ModelCheck
{
    /// <summary>The longest that the run of one row may take, or of the recipe's sample.</summary>
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(10);

    /// <param name="model">The ONNX file.</param>
    /// <param name="data">What the model must take.</param>
    /// <param name="sample">The recipe's own predictions; null where it left none.</param>
    /// <exception cref="RecipeFailedException">It does not hold.</exception>
    public static void Hold(byte[] model, DataContract data, RecipeSample? sample)
    {
        InferenceSession session;
        try
        {
            session = ModelSession.Open(model, threads: 1);
        }
        catch (ForbiddenModelException forbidden)
        {
            throw Refused($"it {forbidden.Message.TrimEnd('.')}");
        }
        catch (OnnxRuntimeException broken)
        {
            throw Refused($"it is not an ONNX model that can be run: {broken.Message}");
        }

        using (session)
        {
            Inputs(session, data);
            Answers(session, data.Label);
            if (sample is not null)
            {
                Agree(session, sample);
            }
        }
    }

    private static void Inputs(InferenceSession session, DataContract data)
    {
        foreach (var input in session.InputNames)
        {
            var column = data.Columns.FirstOrDefault(column => column.Name == input)
                ?? throw Refused($"its input '{input}' is no column of the pipeline's data");
            var wanted = column.Type.IsString ? TensorElementType.String : TensorElementType.Float;
            if (session.InputMetadata[input].ElementDataType is var type && type != wanted)
            {
                throw Refused($"its input '{input}' is {type}, but the column is {wanted}");
            }
        }
    }

    // On a row of which nothing is known, as every model here must answer: one that cannot be run is not worth an evaluation.
    private static void Answers(InferenceSession session, LabelDefinition label)
    {
        var output = ModelOutput.NameOf(label.Task);
        if (!session.OutputMetadata.ContainsKey(output))
        {
            throw Refused($"it has no output '{output}'; it has {string.Join(", ", session.OutputNames)}");
        }

        JsonElement nothing = default;
        _ = Run(session, session.InputNames.ToDictionary(name => name, IReadOnlyList<JsonElement> (_) => [nothing]), output, "one row");
    }

    private static void Agree(InferenceSession session, RecipeSample sample)
    {
        var predicted = Run(session, sample.Rows, sample.Output, "the recipe's sample");
        if (predicted.Length != sample.Predictions.Count)
        {
            throw Refused($"it gives {predicted.Length} predictions for the recipe's sample of {sample.Predictions.Count}");
        }

        for (var i = 0; i < predicted.Length; i++)
        {
            // Written so that NaN is no agreement.
            if (!(Math.Abs(predicted[i] - sample.Predictions[i]) <= sample.Tolerance))
            {
                throw Refused(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"it does not agree with the recipe: prediction {i + 1} is {predicted[i]:g6}, the recipe's own is "
                            + $"{sample.Predictions[i]:g6}"
                    )
                );
            }
        }
    }

    private static float[] Run(
        InferenceSession session,
        IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> rows,
        string output,
        string what
    )
    {
        var values = new List<OrtValue>();
        using var run = new BoundedRun(RunLimit);
        try
        {
            foreach (var input in session.InputNames)
            {
                var cells = rows.TryGetValue(input, out var there) ? there : throw Refused($"the recipe's sample has no column '{input}'");
                values.Add(session.InputMetadata[input].ElementDataType == TensorElementType.String ? Texts(cells) : Numbers(cells));
            }

            run.Begin();
            using var results = session.Run(run.Options, session.InputNames, values, [output]);
            return results[0].GetTensorDataAsSpan<float>().ToArray();
        }
        catch (Exception e) when (e is OnnxRuntimeException or InvalidOperationException or JsonException)
        {
            throw e is OnnxRuntimeException failed && run.Explain(failed) is ModelLimitException limit
                ? Refused($"on {what} it {limit.Message}")
                : Refused($"it fails on {what}: {e.Message}");
        }
        finally
        {
            run.End();
            values.ForEach(value => value.Dispose());
        }
    }

    private static OrtValue Numbers(IReadOnlyList<JsonElement> cells) =>
        OrtValue.CreateTensorValueFromMemory(
            cells
                .Select(cell =>
                    cell.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? float.NaN : cell.Deserialize<float>(Wire.Options)
                )
                .ToArray(),
            [cells.Count, 1]
        );

    private static OrtValue Texts(IReadOnlyList<JsonElement> cells)
    {
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [cells.Count, 1]);
        for (var i = 0; i < cells.Count; i++)
        {
            if (cells[i].ValueKind == JsonValueKind.String)
            {
                value.StringTensorSetElementAt(Encoding.UTF8.GetBytes(cells[i].GetString()!), i);
            }
        }

        return value;
    }

    private static RecipeFailedException Refused(string why) => new($"The recipe's model is refused: {why}.", retryable: false);
}
