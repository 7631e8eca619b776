using System.Diagnostics;
using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training;

/// <summary>
/// The recipe <c>auto</c>: trains with each of the others at its defaults, all measured on the same kept-back rows, and takes the best.
/// Where rows are many the trials see a part of them, and the winner is trained on all.
/// </summary>
/// <param name="table">Training rows.</param>
/// <param name="features">The model's inputs.</param>
/// <param name="target">What is to be predicted.</param>
/// <param name="options">What holds for all of them.</param>
/// <param name="draws">Where the rows stand in their split; null draws by the seed.</param>
/// <param name="lacking">Says why a recipe cannot train here; null where it can.</param>
internal sealed class AutoTraining(
    Table table,
    IReadOnlyList<string> features,
    Target target,
    TrainingOptions options,
    SplitRows? draws,
    Func<string, string?> lacking
)
{
    /// <summary>What the trials may see. The budget is of rows and not of seconds, so that the same rows give the same model on any
    /// machine.</summary>
    public const int MostRowsToTry = 25_000;

    private const int PerTraining = 1000;

    private readonly bool _isPart = table.RowCount >= SizedDefaults.ManyRows;
    private AutoState _state = new();

    private int Trainings => Recipe.Single.Count + (_isPart ? 1 : 0);

    public TrainedModel Train(Action<TrainingStep>? progress, Checkpointing? checkpointing, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var facts = TrainingFacts.Of(table, features, target, options);
        _state = checkpointing is null ? _state : new StateKeeper(checkpointing, facts).Resume(AutoState.Read) ?? _state;
        var (rows, wanted, drawn) = _isPart ? Part() : (table, target, draws);
        foreach (var recipe in Recipe.Single.Skip(_state.Tried.Count))
        {
            Try(recipe);
        }

        var best = _state.Tried.Where(tried => tried.Score is not null).MaxBy(tried => tried.Score)?.Recipe;
        var model =
            !_isPart ? _state.Best
            : best is null ? null
            : One(best, table, target, draws);
        if (model is null)
        {
            throw new TrainingException(
                $"No recipe gave a model. {string.Join(" ", _state.Tried.Select(tried => tried.Error).Distinct())}"
            );
        }

        return model with
        {
            Metrics = model.Metrics with
            {
                Tried = [.. _state.Tried.Select(tried => tried with { Taken = tried.Recipe == best ? true : null })],
            },
            Seconds = clock.Elapsed.TotalSeconds,
        };

        void Try(string recipe)
        {
            if (lacking(recipe) is { } missing)
            {
                _state.Tried.Add(new(recipe, null, missing));
                return;
            }

            try
            {
                var model = One(recipe, rows, wanted, drawn);
                var before = _state.Tried.Max(tried => tried.Score);
                _state.Tried.Add(
                    new(
                        recipe,
                        model.Metrics.ValidationScore,
                        model.Metrics.ValidationScore is null ? "The kept-back rows cannot tell how good it is." : null
                    )
                );
                if (!_isPart && (_state.Best is null || model.Metrics.ValidationScore > (before ?? double.NegativeInfinity)))
                {
                    _state.Best = model;
                }
            }
            catch (TrainingException failure) when (failure is not DeviceMissingException)
            {
                _state.Tried.Add(new(recipe, null, failure.Message));
            }

            // What is under way when the next begins is nothing.
            _state.Inner = [];
        }

        TrainedModel One(string recipe, Table rows, Target wanted, SplitRows? drawn)
        {
            var done = _state.Tried.Count;
            var own = Recipe.Read(recipe, new Dictionary<string, string>(), options.Seed, options.Threads) with
            {
                Device = options.Device,
                BalancedClasses = options.BalancedClasses,
                ClassWeights = options.ClassWeights,
                MaxCategories = options.MaxCategories,
                MinCategoryRows = options.MinCategoryRows,
                Given = options.Given,
            };
            TrainingStep Whole(TrainingStep step) =>
                step with
                {
                    Step = (done * PerTraining) + (step.Step * PerTraining / Math.Max(1, step.Steps)),
                    Steps = (long)Trainings * PerTraining,
                };
            return Trainer.Train(
                rows,
                features,
                wanted,
                own,
                progress is null ? null : step => progress(Whole(step)),
                checkpointing is null
                    ? null
                    : checkpointing with
                    {
                        Resume = _state.Inner,
                        Write = (inner, step) =>
                        {
                            _state.Inner = inner;
                            checkpointing.Write(SealedState.Seal(facts, _state.Write), Whole(step));
                        },
                    },
                drawn,
                cancellation
            );
        }
    }

    private (Table Rows, Target Target, SplitRows? Draws) Part()
    {
        var order = Enumerable.Range(0, table.RowCount).ToArray();
        new SeededRandom(options.Seed).Shuffle(order);
        var part = order[..MostRowsToTry];
        return (table.Take(part), target.Take(part), draws?.Take(part));
    }
}
