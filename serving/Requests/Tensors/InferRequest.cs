namespace ServerlessML.Serving;

/// <summary>What an inference request says beside its rows.</summary>
internal sealed class InferRequest
{
    private bool _ofTheRequest;
    private bool? _ofTheOutput;

    /// <summary>To be given back; null when there is none.</summary>
    public string? Id { get; set; }

    /// <summary>Bytes of JSON at the body's start; tensors follow. Null when all of it is JSON.</summary>
    public int? JsonLength { get; set; }

    /// <summary>The answer's tensor as bytes: by <c>binary_data</c> of the output, or else by <c>binary_data_output</c> of the request.</summary>
    public bool IsBinary => _ofTheOutput ?? _ofTheRequest;

    public void Want(bool ofTheRequest, bool binary) =>
        (_ofTheRequest, _ofTheOutput) = ofTheRequest ? (binary, _ofTheOutput) : (_ofTheRequest, binary);

    /// <summary>Forgets what a body said.</summary>
    public void ClearBody() => (Id, _ofTheRequest, _ofTheOutput) = (null, false, null);

    public void Clear()
    {
        ClearBody();
        JsonLength = null;
    }
}
