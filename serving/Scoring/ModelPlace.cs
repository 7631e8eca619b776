using ServerlessML.Models;

namespace ServerlessML.Serving.Scoring;

/// <summary>
/// How many runs a model may have at a time: as many as there are, until one breaks a limit. From then on one, which the others do not
/// wait for, so that it takes no more than a thread from other models; a run that ends within the limits gives the place back.
/// </summary>
internal sealed class ModelPlace(TimeSpan limit)
{
    private volatile bool _held;
    private int _alone;

    /// <summary>The longest that a run may take.</summary>
    public TimeSpan Limit => limit;

    /// <returns>Whether the run is the only one that the model may have, to be handed to <see cref="Leave"/>.</returns>
    /// <exception cref="ModelLimitException">The model has its one run.</exception>
    public bool Enter()
    {
        if (!_held)
        {
            return false;
        }

        return Interlocked.CompareExchange(ref _alone, 1, 0) == 0
            ? true
            : throw new ModelLimitException(
                "broke the limits of a run, and has one at a time until one keeps them; send the request again"
            );
    }

    /// <param name="alone">What <see cref="Enter"/> gave.</param>
    /// <param name="kept">The run kept the limits.</param>
    public void Leave(bool alone, bool kept)
    {
        if (!kept)
        {
            _held = true;
        }
        else if (alone)
        {
            _held = false;
        }

        if (alone)
        {
            Volatile.Write(ref _alone, 0);
        }
    }
}
