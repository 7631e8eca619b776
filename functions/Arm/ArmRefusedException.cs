namespace ServerlessML.Functions.Arm;

/// <summary>Azure Resource Manager will say no to the same request again.</summary>
public sealed class ArmRefusedException(string message) : PermanentFailureException(message);
