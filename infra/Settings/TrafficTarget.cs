namespace ServerlessML.Infra.Settings;

/// <summary>What splits the traffic between versions: our gateway by itself, or the weights of a container app's revisions.</summary>
public enum TrafficTarget
{
    Gateway,
    Revisions,
}
