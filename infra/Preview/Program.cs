using ServerlessML.Preview;

return await PreviewCommand.RunAsync(args, Console.Out, Console.Error);
