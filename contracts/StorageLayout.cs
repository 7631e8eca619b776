using ServerlessML.Contracts.Serving;

namespace ServerlessML.Contracts;

/// <summary>Where everything lies in the storage account: containers, queues, and the names of the documents in them.</summary>
public static class StorageLayout
{
    /// <summary><c>{pipeline}/{batch}/{file}</c>, as data engineers drop it; read by intake only.</summary>
    public const string Landing = "landing";

    /// <summary>Content-addressed: a blob's name is the hex SHA-256 of its bytes.</summary>
    public const string Cas = "cas";

    /// <summary>
    /// The prefix in <see cref="Cas"/> of the states from which trainings resume, named by digest likewise; they are deleted when no
    /// training needs them.
    /// </summary>
    public const string CheckpointPrefix = "checkpoints/";

    /// <summary><c>{runId}/manifest.json</c> and the progress of its jobs.</summary>
    public const string Runs = "runs";

    /// <summary><c>{pipeline}.yaml</c>, as people wrote it.</summary>
    public const string Pipelines = "pipelines";

    /// <summary>
    /// <c>{pipeline}/versions/{n}.json</c>, in <c>{pipeline}/</c> <c>aliases.json</c>, <c>split.json</c>, <c>schema.json</c> and
    /// <c>batches.json</c>, and what people ordered in <c>commands/</c> and <c>orders/</c>.
    /// </summary>
    public const string Models = "models";

    /// <summary><c>{deployment}/plan.json</c> and <c>{deployment}/plans/{revision}.json</c>.</summary>
    public const string Deployments = "deployments";

    /// <summary><c>{deployment}/{yyyy}/{MM}/{dd}/{HH}/{replica}-{id}.ndjson</c>, written by the gateway.</summary>
    public const string Captures = "captures";

    /// <summary><c>{pipeline}/{sequence}.json</c>: who did what, each entry with the hash of the one before.</summary>
    public const string Audit = "audit";

    /// <summary>Outcomes, named as captures are.</summary>
    public const string Feedback = "feedback";

    /// <summary>
    /// <c>{deployment}/{revision}/{replica}-{process}-{n}.json</c>: what each gateway process counted under each plan
    /// (<see cref="ServedCounts"/>).
    /// </summary>
    public const string Counts = "counts";

    /// <summary><c>{key}.json</c>: trainings by their inputs (<see cref="TrainedStep"/>).</summary>
    public const string Steps = "steps";

    public const string TrainingJobs = "training-jobs";

    /// <summary>Jobs that must not be taken away from their runner.</summary>
    public const string TrainingJobsOnDemand = "training-jobs-on-demand";
    public const string TrainingEvents = "training-events";

    /// <summary>Blob-created events of <see cref="Landing"/>.</summary>
    public const string LandingEvents = "landing-events";

    /// <summary>The marker that says a batch is complete.</summary>
    public const string CompleteMarker = "_SUCCESS";

    /// <summary>
    /// The prefix in <see cref="Landing"/> of <c>{pipeline}/{batch}</c> for each batch whose marker came before its files.
    /// </summary>
    public const string Waiting = "_waiting/";

    public static IReadOnlyList<string> Containers { get; } =
    [Landing, Cas, Runs, Pipelines, Models, Deployments, Captures, Feedback, Counts, Audit, Steps];

    public static IReadOnlyList<string> Queues { get; } = [TrainingJobs, TrainingJobsOnDemand, TrainingEvents, LandingEvents];

    public static string Batch(string pipeline, string batch) => $"{pipeline}/{batch}/";

    public static string Pipeline(string pipeline) => $"{pipeline}.yaml";

    public static string Manifest(string runId) => $"{runId}/manifest.json";

    /// <summary>A copy of the quarantined batch's report, beside the manifest.</summary>
    public static string Quarantine(string runId) => $"{runId}/quarantine.json";

    /// <summary>The job's last word: attempt, heartbeat and progress (<see cref="TrainingProgress"/>).</summary>
    public static string Progress(string runId, string jobId) => $"{runId}/jobs/{jobId}/progress.json";

    /// <summary>The trials of a run's search (<see cref="SearchReport"/>).</summary>
    public static string Trials(string runId) => $"{runId}/trials.json";

    public static string Step(Digest key) => $"{key.Hex}.json";

    /// <summary>What was done to have an attempt run, where a platform is asked for it.</summary>
    public static string StartedAttempt(string runId, string jobId, int attempt) => $"{runId}/jobs/{jobId}/attempts/{attempt}.json";

    public static string ModelVersions(string pipeline) => $"{pipeline}/versions/";

    public static string ModelVersion(string pipeline, int version) => $"{pipeline}/versions/{version:D6}.json";

    /// <summary>What the pipeline's data is like (<see cref="Validation.DataSchema"/>).</summary>
    public static string Schema(string pipeline) => $"{pipeline}/schema.json";

    /// <summary>The batches that training windows are cut from (<see cref="Intake.AcceptedBatches"/>).</summary>
    public static string Batches(string pipeline) => $"{pipeline}/batches.json";

    public static string Aliases(string pipeline) => $"{pipeline}/aliases.json";

    /// <summary>What was done for an idempotency key, by the key's digest.</summary>
    public static string Command(string pipeline, Digest key) => $"{pipeline}/commands/{key.Hex}.json";

    /// <summary>A person's word to a rollout that holds once: to a step, or to the whole.</summary>
    /// <param name="pipeline">Whose.</param>
    /// <param name="change">The plan's change that made the step, or the run.</param>
    /// <param name="order">The word.</param>
    public static string Order(string pipeline, string change, string order) => $"{pipeline}/orders/{change}-{order}.json";

    /// <summary>The pipeline's frozen division of rows (<see cref="Evaluation.Split"/>).</summary>
    public static string Split(string pipeline) => $"{pipeline}/split.json";

    /// <summary>Beside the deployments: who may ask the gateway what (<see cref="GatewayKeys"/>).</summary>
    public const string GatewayKeys = "keys.json";

    public static string Plan(string deployment) => $"{deployment}/plan.json";

    public static string PlanRevisions(string deployment) => $"{deployment}/plans/";

    public static string PlanRevision(string deployment, int revision) => $"{deployment}/plans/{revision:D6}.json";

    public static string AuditEntry(string pipeline, long sequence) => $"{pipeline}/{sequence:D10}.json";

    /// <summary>The looks of one rollout, by number.</summary>
    public static string RolloutLooks(string deployment, string runId) => $"{deployment}/rollouts/{runId}/";

    public static string RolloutLook(string deployment, string runId, int number) => $"{RolloutLooks(deployment, runId)}{number:D6}.json";

    /// <summary>The pre-experiment covariates of a rollout (<see cref="KeyCovariates"/>).</summary>
    public static string RolloutCovariates(string deployment, string runId) => $"{deployment}/history/{runId}.json";

    /// <summary>What looks under one plan have read of captures and feedback (<see cref="MergedOutcomes"/>).</summary>
    public static string MergedOutcomes(string deployment, int revision) => $"{deployment}/outcomes/{revision:D6}/";

    public static string MergedOutcomes(string deployment, int revision, int look) =>
        $"{MergedOutcomes(deployment, revision)}{look:D6}.json";

    public static string CountsOf(string deployment, int revision) => $"{deployment}/{revision:D6}/";

    /// <param name="deployment">Whose.</param>
    /// <param name="revision">Of the plan.</param>
    /// <param name="process">The replica and its process.</param>
    /// <param name="page">Counts the plans that the process has applied: the same revision may come twice.</param>
    public static string CountsDocument(string deployment, int revision, string process, int page) =>
        $"{CountsOf(deployment, revision)}{process}-{page:D6}.json";
}
