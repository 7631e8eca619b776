using System.Text.Json;

namespace ServerlessML.Serving.Requests;

/// <summary>Why a request gets no prediction: what its problem document says.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">A stable word for the kind, the end of the problem's <c>type</c>.</param>
/// <param name="Title">The kind, for people.</param>
/// <param name="Detail">This occurrence, naming the thing; never echoes a value of the request.</param>
/// <param name="Path">Where in the body the offending value is, as a JSON path; null when it is not in the body.</param>
public sealed record Fault(int Status, string Code, string Title, string Detail, string? Path = null)
{
    /// <summary>Seconds after which trying again makes sense; null when it does not.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The request was fine, and the model could not answer it; or another version of the plan would have.</summary>
    public bool BlamesTheModel { get; init; }

    public static Fault Malformed(string detail, string path) =>
        new(400, "malformed-json", "The body is not the JSON that was expected.", detail, path);

    /// <summary>
    /// Maps what a JSON reader throws; for a lone surrogate in an escaped string, and for bytes that are no UTF-8, that is no
    /// <see cref="JsonException"/>.
    /// </summary>
    public static Fault NotJson(Exception thrown, string path) =>
        Malformed(
            thrown is JsonException { LineNumber: var line, BytePositionInLine: var at }
                    ? $"The body is not JSON from line {line + 1}, byte {at + 1}."
                : thrown.InnerException is System.Text.DecoderFallbackException ? "A string or a name in the body is not UTF-8."
                : "A string has half of a surrogate pair. Send whole characters.",
            path
        );

    public static Fault MissingColumn(int version, string column, string path) =>
        new(
            400,
            "missing-column",
            "A column that the version requires is not there.",
            $"Version {version} requires the column '{column}': every row names it, with null where the value is not known.",
            path
        );

    public static Fault UnknownColumn(string detail, string path) =>
        new(400, "unknown-column", "The model has no such column.", detail, path);

    public static Fault WrongType(string detail, string path) => new(400, "wrong-type", "The value is of the wrong type.", detail, path);

    public static Fault WrongLength(string detail, string path) =>
        new(400, "wrong-length", "There are too few or too many values.", detail, path);

    public static Fault WrongShape(string detail, string path) => new(400, "wrong-shape", "The tensor's shape does not fit.", detail, path);

    public static Fault UnknownOutput(string detail, string path) =>
        new(400, "unknown-output", "The model has no such output.", detail, path);

    public static Fault NotSupported(string detail, string path) =>
        new(400, "not-supported", "The gateway does not support this.", detail, path);

    public static Fault EmptyRow(string path) =>
        new(
            400,
            "empty-row",
            "The row has no columns.",
            "The row is empty. Name at least one column; a column that is not there is a missing value.",
            path
        );

    public static Fault TooManyRows(int limit, string path) =>
        new(413, "too-many-rows", "Too many rows in one request.", $"The request has more than {limit} rows. Send several requests.", path);

    public static Fault BodyTooLarge(long limit) =>
        new(413, "body-too-large", "The body is too large.", $"The request has more than {limit} bytes. Send several requests.", "$");

    public static Fault BodyCutOff { get; } = Malformed("The body ended too soon, or could not be read.", "$");

    public static Fault BodyTooSlow { get; } =
        new(
            408,
            "body-too-slow",
            "The body took too long.",
            "The body did not arrive in time. Send it faster, or in smaller requests.",
            "$"
        );

    public static Fault TooManyOutcomes(int limit) =>
        new(
            413,
            "too-many-outcomes",
            "Too many outcomes in one request.",
            $"The request has more than {limit} outcomes. Send several requests.",
            $"$[{limit}]"
        );

    /// <summary>Refuses an outcome that is well-formed and cannot be; nothing of the request was taken.</summary>
    public static Fault BadOutcome(string detail, string path) =>
        new(422, "bad-outcome", "The outcome cannot be true.", $"{detail} None of the request was taken.", path);

    public static Fault FeedbackFull { get; } =
        new(503, "feedback-full", "Too much feedback waits for storage.", "None of this request was taken. Send it again.")
        {
            RetryAfter = 5,
        };

    /// <summary>Maps an exception about a body that could not be read to a fault.</summary>
    public static Fault OfBody(BadHttpRequestException bad, long limit) =>
        bad.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => BodyTooLarge(limit),
            StatusCodes.Status408RequestTimeout => BodyTooSlow,
            _ => BodyCutOff with { Status = bad.StatusCode },
        };

    public static Fault EncodedBody(string encoding) =>
        new(
            415,
            "encoded-body",
            "The body's encoding is not known.",
            $"Content-Encoding is '{encoding}'. Send the body as gzip or deflate, or uncompressed."
        );

    public static Fault ForeignHost { get; } =
        new(421, "foreign-host", "The request was meant for another server.", "Host must name this machine: localhost, or 127.0.0.1.");

    public static Fault ForeignOrigin { get; } =
        new(
            403,
            "foreign-origin",
            "Forbidden",
            "Origin is another site, and a gateway of this machine answers no page of one. Call it from a program, or from this machine's "
                + "own pages."
        );

    public static Fault NoKey { get; } =
        new(
            401,
            "no-key",
            "Unauthorized",
            "The request has no key. Send 'Authorization: Bearer KEY'; an operator makes one with PUT /api/gateway/keys/NAME."
        );

    public static Fault UnknownKey { get; } =
        new(
            401,
            "unknown-key",
            "The key is not known.",
            "The key was never created, was replaced or deleted, or has expired. Ask an operator for a new one."
        );

    public static Fault NotAllowed(string name, string right) =>
        new(
            403,
            "not-allowed",
            "Forbidden",
            $"The key '{name}' does not have the right '{right}' for this deployment. Ask an operator for it."
        );

    public static Fault KeysUnknown { get; } =
        new(
            503,
            "keys-unknown",
            "The gateway cannot check keys yet.",
            "The gateway has not read its keys since it was started. Send the request again."
        )
        {
            RetryAfter = 2,
        };

    public static Fault BadHeader(string name, string rule) =>
        new(400, "bad-header", "A header cannot be used.", $"The header {name} {rule}.");

    public static Fault UnknownPath { get; } =
        new(404, "unknown-path", "There is nothing at this path.", "The server has no such path. GET /v2 names its protocol.");

    public static Fault UnknownDeployment(string name) =>
        new(404, "unknown-deployment", "There is no such deployment.", $"The gateway knows no deployment '{name}'.");

    public static Fault BadDeploymentName(string rule) =>
        new(404, "unknown-deployment", "There is no such deployment.", $"A deployment's name has {rule}.");

    public static Fault UnknownVersion(string name) =>
        new(
            404,
            "unknown-version",
            "The version is not served.",
            $"The plan that is served of '{name}' has no such version. Leave the version out for the plan's choice."
        );

    public static Fault NoPlan(string name, string? reason) =>
        new(
            503,
            "no-plan",
            "The deployment has no plan to serve yet.",
            reason is null ? $"'{name}' has no applied plan. Send the request again." : $"'{name}': {reason}"
        )
        {
            RetryAfter = 1,
        };

    public static Fault NoArm(string name, int version) =>
        new(
            503,
            "no-arm",
            "The version is not served yet.",
            $"This gateway answers for version {version} of '{name}' alone, and the plan that is applied has no such arm."
        )
        {
            RetryAfter = 1,
        };

    public static Fault Busy(int limit) =>
        new(503, "busy", "The gateway is at its limit.", $"The gateway serves {limit} requests, as many as it may. Send this one again.")
        {
            RetryAfter = 1,
        };

    public static Fault NoProbability(string path) =>
        new(422, "no-probability", "The model gives no probability for a row.", "The model's result for the row is not from 0 to 1.", path)
        {
            BlamesTheModel = true,
        };

    public static Fault NoNumber(string path) =>
        new(422, "no-number", "The model gives no number for a row.", "The model's result for the row is not finite.", path)
        {
            BlamesTheModel = true,
        };

    public static Fault ScoringFailed { get; } =
        new(500, "scoring-failed", "The model failed on this request.", "The gateway's log has the reason, by request id.")
        {
            BlamesTheModel = true,
        };

    public const string LimitCode = "scoring-limit";

    /// <summary>The model took more time or memory than a run may.</summary>
    public static Fault ScoringLimit(string version, string how) =>
        new(503, LimitCode, "The model took more than it may.", $"Version {version} {how}.") { RetryAfter = 5, BlamesTheModel = true };

    public static Fault Unexpected { get; } =
        new(500, "unexpected", "The gateway failed on this request.", "The gateway's log has the reason, by request id.");
}
