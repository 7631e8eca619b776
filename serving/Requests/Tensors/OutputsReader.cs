using System.Text.Json;

namespace ServerlessML.Serving.Requests.Tensors;

/// <summary>Reads which outputs a request wants, and in which form.</summary>
internal static class OutputsReader
{
    private const int OfTheRequest = -1;

    /// <summary>Reads from the property's name to the array's end.</summary>
    public static Fault? Read(ref Utf8JsonReader json, InferRequest request, string outputName)
    {
        if (!json.Read() || json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            return Fault.WrongType($"'outputs' must be an array of outputs, not {JsonKind.Text(json.TokenType)}.", "$.outputs");
        }

        for (var output = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; output++)
        {
            if (ReadOutput(ref json, request, output, outputName) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>The request's own, from the property's name to the object's end.</summary>
    public static Fault? ReadParameters(ref Utf8JsonReader json, InferRequest request) => ReadParameters(ref json, request, OfTheRequest);

    private static Fault? ReadOutput(ref Utf8JsonReader json, InferRequest request, int output, string outputName)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return Fault.WrongType($"An output must be an object with 'name', not {JsonKind.Text(json.TokenType)}.", PathOf(output));
        }

        var named = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("parameters"u8))
            {
                if (ReadParameters(ref json, request, output) is { } fault)
                {
                    return fault;
                }
            }
            else if (!json.ValueTextEquals("name"u8))
            {
                json.Skip();
            }
            else
            {
                json.Read();
                if (json.TokenType != JsonTokenType.String || !json.ValueTextEquals(outputName))
                {
                    return Fault.UnknownOutput(
                        $"The model has the output '{outputName}' alone. Ask for that, or leave 'outputs' out.",
                        PathOf(output) + ".name"
                    );
                }

                named = true;
            }
        }

        return named ? null : Fault.Malformed("The output lacks the member 'name'.", PathOf(output) + ".name");
    }

    private static Fault? ReadParameters(ref Utf8JsonReader json, InferRequest request, int output)
    {
        if (!json.Read() || json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType != JsonTokenType.StartObject)
        {
            return Fault.WrongType($"'parameters' must be an object, not {JsonKind.Text(json.TokenType)}.", PathOf(output) + ".parameters");
        }

        var flag = output == OfTheRequest ? "binary_data_output"u8 : "binary_data"u8;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isFlag, extension) = (json.ValueTextEquals(flag), ExtensionOf(ref json));
            json.Read();
            if (json.TokenType == JsonTokenType.Null || (extension is null && !isFlag))
            {
                json.Skip();
                continue;
            }

            if (extension is not null)
            {
                return Fault.NotSupported(
                    $"This server does not have the extension '{extension}'. Leave it out.",
                    PathOf(output) + ".parameters"
                );
            }

            if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            {
                return Fault.WrongType(
                    $"The parameter must be true or false, not {JsonKind.Text(json.TokenType)}.",
                    PathOf(output) + (output == OfTheRequest ? ".parameters.binary_data_output" : ".parameters.binary_data")
                );
            }

            request.Want(ofTheRequest: output == OfTheRequest, binary: json.TokenType == JsonTokenType.True);
        }

        return null;
    }

    private static string? ExtensionOf(ref Utf8JsonReader json) =>
        json.ValueTextEquals("shared_memory_region"u8) || json.ValueTextEquals("classification"u8) ? json.GetString() : null;

    private static string PathOf(int output) => output == OfTheRequest ? "$" : $"$.outputs[{output}]";
}
