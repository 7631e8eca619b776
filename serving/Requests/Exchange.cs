using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.ObjectPool;

namespace ServerlessML.Serving.Requests;

/// <summary>
/// One request and its answer, whatever the protocol: a protocol reads bodies into the batch and writes answers, and knows nothing else.
/// Reused, so that a request allocates none; between <see cref="Accept"/> and <see cref="Close"/> it belongs to one request.
/// </summary>
public abstract class Exchange : IDisposable
{
    private const int LargestOutputKept = 64 * 1024;

    private Utf8JsonWriter? _json;
    private HttpContext? _http;
    private ObjectPool<Exchange>? _pool;
    private string? _requestId;
    private Deployment? _deployment;
    private AppliedPlan? _plan;
    private AppliedArm? _arm;
    private RowBatch? _batch;

    public HttpContext Http => _http!;

    /// <summary>Where the exchange goes back to.</summary>
    public ObjectPool<Exchange> Pool => _pool!;

    public Deployment Deployment => _deployment!;

    /// <summary>The deployment is known.</summary>
    public bool IsOpen => _deployment is not null;

    /// <summary>The client's, or made up.</summary>
    public string RequestId => _requestId ??= RequestIds.Next();

    /// <summary>The client has named the request.</summary>
    public bool IsNamed => _requestId is not null;

    /// <summary>Who is asking, to be routed by; empty when nobody says.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The version that the request names, which the split then has no say in; null when it names none.</summary>
    public int? NamedVersion { get; private set; }

    /// <summary>An arm has been chosen: <see cref="Plan"/> and <see cref="Arm"/> are there.</summary>
    public bool IsRouted => _arm is not null;

    public AppliedPlan Plan => _plan!;

    public AppliedArm Arm => _arm!;

    /// <summary>Null when no arm has been chosen.</summary>
    public ArmCounter? Counts => NamedVersion is null ? _arm?.Live : _arm?.Overridden;

    /// <summary>Where <see cref="Key"/> fell; null without one.</summary>
    public RoutingKey? Routed { get; private set; }

    /// <summary>The rows, and their probabilities once scored; only while the arm is held.</summary>
    public RowBatch Batch => _batch!;

    /// <summary>The rows as shadows with other columns read them; empty for most requests.</summary>
    public List<(AppliedShadow Shadow, RowBatch Batch)> Beside { get; } = [];

    /// <summary>What kept the batch from being scored; null when nothing did.</summary>
    public Exception? Failure { get; set; }

    /// <summary>A <see cref="System.Diagnostics.Stopwatch"/> timestamp: the body had arrived.</summary>
    public long Started { get; set; }

    /// <summary>The time from <see cref="Started"/> to the written answer.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>The answer's body.</summary>
    public ArrayBufferWriter<byte> Output { get; } = new(512);

    /// <summary>Writes to <see cref="Output"/>, from a new start; to be flushed.</summary>
    protected Utf8JsonWriter StartJson()
    {
        _json ??= new Utf8JsonWriter(Output, new JsonWriterOptions { SkipValidation = true });
        _json.Reset();
        return _json;
    }

    /// <summary>Too large to be worth keeping.</summary>
    public bool IsOutgrown => Output.Capacity > LargestOutputKept;

    /// <summary>The answer's, once it is written.</summary>
    public abstract string ContentType { get; }

    public abstract string FaultContentType { get; }

    /// <summary>Gives the request its client's id.</summary>
    public void Name(string requestId) => _requestId = requestId;

    public void Accept(HttpContext http, ObjectPool<Exchange> pool) => (_http, _pool) = (http, pool);

    public void Open(Deployment deployment, string key, int? namedVersion) =>
        (_deployment, Key, NamedVersion) = (deployment, key, namedVersion);

    /// <summary>Takes the arm, which the caller has held.</summary>
    public void Take(AppliedPlan plan, AppliedArm arm, RoutingKey? routed)
    {
        (_plan, _arm, Routed) = (plan, arm, routed);
        _batch = arm.Model.RentBatch();
    }

    /// <summary>The arm is the one that the rows say.</summary>
    public void RouteBy(RoutingKey routed) => Routed = routed;

    /// <summary>Gives the batch back and lets go of the arm. Plan and arm stay readable.</summary>
    public void Release()
    {
        if (_batch is { } batch)
        {
            _batch = null;
            foreach (var (shadow, own) in Beside)
            {
                shadow.Model.Return(own);
            }

            Beside.Clear();
            Arm.Model.Return(batch);
            Arm.LetGo();
        }
    }

    public void Close()
    {
        Release();
        (_http, _pool, _deployment, _plan, _arm) = (null, null, null, null, null);
        (Routed, NamedVersion) = (null, null);
        (_requestId, Key, Failure) = (null, "", null);
        (Started, Latency) = (0, default);
        Output.ResetWrittenCount();
        Reset();
    }

    /// <summary>Where the row, or what came of it, is for the client.</summary>
    public abstract string PathOf(int row);

    /// <summary>What the protocol has in headers.</summary>
    public virtual Fault? ReadHeaders(IHeaderDictionary headers) => null;

    /// <summary>Fills an empty batch; null when the whole body was good. Called again for what other versions make of the body.</summary>
    public abstract Fault? Read(ReadOnlySpan<byte> body, int maxRows, RowBatch batch, RequestColumns columns);

    /// <summary>Writes the scored batch to <see cref="Output"/>.</summary>
    public abstract void WriteAnswer();

    /// <summary>Writes the fault to <see cref="Output"/>.</summary>
    public abstract void WriteFault(Fault fault);

    /// <summary>What the protocol has in the answer's headers.</summary>
    public virtual void WriteHeaders(IHeaderDictionary headers) { }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _json?.Dispose();

    /// <summary>Forgets the protocol's own part of a request.</summary>
    protected virtual void Reset() { }
}
