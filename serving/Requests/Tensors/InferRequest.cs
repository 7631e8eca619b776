namespace ServerlessML.Serving.Requests.Tensors;

/// <summary>What an inference request says beside its rows.</summary>
internal sealed class InferRequest
{
    /// <summary>The id to be given back; null when there is none.</summary>
    public string? Id { get; set; }

    /// <summary>Bytes of JSON at the body's start; tensors follow. Null when all of it is JSON.</summary>
    public int? JsonLength { get; set; }

    /// <summary>
    /// The answer's tensor as bytes: by <c>binary_data</c> of the output, or else by <c>binary_data_output</c> of the request.
    /// </summary>
    public bool IsBinary => Wants.OfTheOutput ?? Wants.OfTheRequest;

    /// <summary>What was asked for.</summary>
    public Wanted Wants { get; set; }

    public void Want(bool ofTheRequest, bool binary) =>
        Wants = ofTheRequest ? Wants with { OfTheRequest = binary } : Wants with { OfTheOutput = binary };

    /// <summary>Forgets what a body said.</summary>
    public void ClearBody() => (Id, Wants) = (null, default);

    public void Clear()
    {
        ClearBody();
        JsonLength = null;
    }

    /// <summary>Whether tensors are asked for as bytes; null when nobody says.</summary>
    public readonly record struct Wanted(bool OfTheRequest, bool? OfTheOutput);
}
