namespace ServerlessML.Tests.Azure.Arm;

/// <summary>Goes wrong once, at the next request of an operation.</summary>
/// <param name="Operation">Of the specification, such as <c>Jobs_Start</c>.</param>
/// <param name="Acts">The server does what it was asked before it goes wrong.</param>
/// <param name="Reply">What it says then; null cuts the connection.</param>
internal sealed record ArmFault(string Operation, bool Acts, ArmReply? Reply);
