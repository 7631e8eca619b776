using System.Text.Json;

namespace ServerlessML.Serving.Requests;

/// <summary>Names the kinds of JSON values: an error says which kind was found, and never the value itself.</summary>
internal static class JsonKind
{
    public static string Text(JsonTokenType token) =>
        token switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.True or JsonTokenType.False => "a boolean",
            _ => "null",
        };

    public static string Text(JsonElement value) =>
        Text(
            value.ValueKind switch
            {
                JsonValueKind.Object => JsonTokenType.StartObject,
                JsonValueKind.Array => JsonTokenType.StartArray,
                JsonValueKind.String => JsonTokenType.String,
                JsonValueKind.Number => JsonTokenType.Number,
                JsonValueKind.True or JsonValueKind.False => JsonTokenType.True,
                _ => JsonTokenType.Null,
            }
        );
}
