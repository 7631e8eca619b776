using ServerlessML.Preview;

if (args is not [("preview" or "check") and var command, var request])
{
    Console.Error.WriteLine("The stacks are previewed by: sml infra");
    return 2;
}

return await PreviewCommand.RunAsync(command, PreviewRequest.Read(request), Console.Out, Console.Error);
